"""The figures of a briefing: trend, ranking, funnel and map, each with its rows and its native chart.

Where the answer may not be shown a note says why instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from wzdash.briefing.material import Material
from wzdash.charts import mapfigure, maps, theme
from wzdash.charts.classes import classify
from wzdash.exhibits import cuts
from wzdash.exhibits.exhibit import Exhibit, provenance, subtitle, withheld
from wzdash.export.document import Chart, Figure, Series, Text
from wzdash.labels import _
from wzdash.metrics.catalogue import metric


def trend(material: Material, name: str) -> Figure | Text:
    """The metric by month against the comparison period."""
    what = _("{label}走势").format(label=_(metric(name).label))
    return _figure(material, cuts.trend(material, name), what, "line", _("月份"))


def ranking(material: Material, name: str) -> Figure | Text:
    """The metric by town, the largest (or the one that deserves a look) first."""
    what = _("各镇街{label}").format(label=_(metric(name).label))
    return _figure(material, cuts.ranking(material, name), what, "bar", _("镇街"))


def stages(material: Material, names: Sequence[str], what: str) -> Figure | Text:
    """A pipeline by cohort: count per stage."""
    return _figure(material, cuts.stages(material, names, what), what, "bar", _("环节"), names=names)


def town_map(material: Material, name: str) -> Figure | Text:
    """The metric by town on the map, in classes; unlocated rows are told at its foot."""
    one = metric(name)
    rows = material.frame(name, ("town",))
    towns = material.towns
    if withheld(rows):
        return _note("\n".join(withheld(rows)))
    if towns.empty:
        return _note(_("没有区划边界,不画地图。"))
    chosen = material.scope.values("town")
    if chosen:
        towns = towns[towns["code"].isin(chosen)]
    joined = towns.merge(rows, how="left", left_on="code", right_on="town")
    hidden = joined["suppressed"].eq(True).tolist() if "suppressed" in joined else None
    classes = classify(joined[name].tolist(), method="quantile", kind=one.kind, net=one.net, hidden=hidden)
    labels = towns.dropna(subset=["lon", "lat"])[["name", "lon", "lat"]].assign(priority=900.0, quiet=False)
    drawn = mapfigure.figure(
        joined,
        name,
        classes,
        n=f"{name}_d" if one.is_rate else f"{name}_n",
        kind=one.kind,
        context=maps.Context(labels=labels.reset_index(drop=True)),
        room=760,
    )
    title = cuts.place_finding(material, rows, "town_name", name, material.scope)
    shown = joined.drop(columns="geometry")
    exhibit = Exhibit(one, rows, title, drawn, "name", {name: _(one.label)}, shown=shown)
    lost = rows.loc[rows["town"].isna(), f"{name}_n"].sum()
    what = _("{label}分布图").format(label=_(one.label))
    return _figure(material, exhibit, what, "", _("镇街"), lost=lost)


def _figure(
    material: Material,
    exhibit: Exhibit,
    what: str,
    chart: str,
    category: str,
    *,
    names: Sequence[str] = (),
    lost: float | None = None,
) -> Figure | Text:
    """The exhibit as a figure; `chart` is its native kind, empty for a picture only.

    `category` heads the column of the points, `names` are the metrics of the stages of a pipeline.
    """
    if exhibit.withheld:
        return _note("\n".join(exhibit.withheld))
    one, rows = exhibit.metric, exhibit.drawn
    colours = {cuts.BEFORE: theme.LIGHT.grey}
    series = tuple(
        Series(column, label, colours.get(column, theme.LIGHT.nets[one.net]))
        for column, label in exhibit.series.items()
    )
    counts = {f"{one.name}_d": _("分母")} if chart == "bar" and one.is_rate else {}
    return Figure(
        what,
        exhibit.title,
        rows,
        {exhibit.category: category, **exhibit.series, **counts},
        {f"{one.name}_d": "count", "count": "count", one.name: one.kind, cuts.BEFORE: one.kind},
        foot=provenance(material, one.name, exhibit.rows, exhibit.exclusions, lost),
        net=one.net,
        definitions={_(each.label): _(each.definition) for each in map(metric, names or (one.name,))},
        picture=exhibit.figure,
        subtitle=subtitle(material, exhibit),
        chart=Chart(chart, exhibit.category, series, one.kind) if chart else None,
    )


def _note(text: str) -> Text:
    return Text(text, style="note")
