"""Maps of towns, villages and grid cells: choose the measure and the classes, hover, click to filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from wzdash.analysis import findings
from wzdash.charts import frame, geometry, mapfigure, maps, squares
from wzdash.charts.classes import Classes, classify
from wzdash.charts.legend import legend_html
from wzdash.exhibits.cuts import place_finding
from wzdash.labels import _, language, number
from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric
from wzdash.metrics.spots import STEP, Spots
from wzdash.scope import Scope
from wzdash.store import schematic
from wzdash.ui import asked, cached, deck, links, places, state
from wzdash.ui.page import View
from wzdash.ui.panels import choices, months
from wzdash.ui.panels.choices import PLAIN, Chosen, Extras
from wzdash.ui.panels.counts import csv_headers, decorated, withheld
from wzdash.ui.show import downloads

DISTRICT = "320506"
LARGER = {"town": (), "village": ("town",), "grid": ("town", "village")}
NEAR = 900.0  # priority of a town's label over any neighbour's


def towns(view: View, names: Sequence[str], *, width: int, height: int) -> None:
    """The metrics by town; what is chosen of the map is in the page's link."""
    known = choices.parameters(names)
    choices.read(view.page.key, known)
    area_map(view, names, "town", width=width, height=height, extras=Extras(page=view.page.key))
    asked.write(view.page.key, known)


def cells(view: View, names: Sequence[str]) -> None:
    """The metrics by grid cell."""
    area_map(view, names, "grid")


def area_map(
    view: View,
    names: Sequence[str],
    level: str,
    *,
    width: int = 760,
    height: int = 520,
    extras: Extras = PLAIN,
) -> None:
    """One of the metrics by area of a level, in classes; a click filters the page by the area."""
    chosen = choices.choose(view, names, level, extras)
    name, one = chosen.name, metric(chosen.name)
    around = view.scope.where(**{level: None})  # a chosen area is outlined among the others, not alone
    step = months.choose(view, name, level, around) if extras.months else None
    rows = step.rows if step else view.frame(name, (level,), around)
    if withheld(rows):
        return
    lost = rows.loc[rows[level].isna(), f"{name}_n"].sum()
    areas = with_values(view, rows, level)
    if areas.empty:
        st.info(_("没有区划边界。请用 `python -m wzdash import areas` 导入。"))
        return
    before = around.compared() if not step and chosen.change else None
    seen = replace(view, scope=view.scope.between(step.scope.start, step.scope.end)) if step else view
    shown = _Shown(areas, name, one.kind, _finding(view, areas, name, around, step), _(one.label))
    if before:
        shown = _changes(areas, with_values(view, view.frame(name, (level,), before), level), name)
    classes = (
        months.classes(step, areas, chosen, level)
        if step
        else _classes(shown, chosen, one.net, diverging=bool(before))
    )
    drawing = _drawing(view, shown, name, classes, level)
    drawing["extras"] = replace(extras, raised=extras.raised and not before)
    _draw((view, seen), shown, name, rows, drawing, level=level, size=(width, height), lost=lost)


def _classes(shown: _Shown, chosen: Chosen, net: str, *, diverging: bool) -> Classes:
    return classify(
        shown.areas[shown.value].tolist(),
        method=chosen.method,
        k=chosen.k,
        kind=shown.kind,
        net=net,
        hidden=hidden(shown.areas),
        diverging=diverging,
    )


def _finding(view: View, areas: pd.DataFrame, name: str, around: Scope, step: months.Month | None) -> str:
    """The finding of the period, or of the month, whose total comes from the answer for all months."""
    if step is None:
        return place_finding(view, areas, "name", name, around)
    one = metric(name)
    if one.is_rate:
        return findings.extreme(areas, "name", name, _(one.label), one.text, lowest=one.better == "up")
    every = view.frame(name, ("month",), around)
    total = every.loc[every["month"] == step.steps[step.number], name].sum()
    return findings.leading(areas, "name", name, _(one.label), total)


@dataclass(frozen=True)
class _Shown:
    """What a map shows: a column of its areas, how it reads, the finding and the measure in words."""

    areas: pd.DataFrame
    value: str
    kind: str
    title: str
    what: str


def _changes(now: pd.DataFrame, before: pd.DataFrame, name: str) -> _Shown:
    """The change of every area: per cent of a count, percentage points of a share; none from zero."""
    one = metric(name)
    old = before.set_index("code").reindex(now["code"])
    earlier, value = old[name].to_numpy(dtype=float), now[name].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = value - earlier if one.share else np.where(earlier > 0, value / earlier - 1, np.nan)
    areas = now.assign(change=change, before=earlier)
    if "suppressed" in now and "suppressed" in old:
        areas["suppressed"] = now["suppressed"].eq(True) | old["suppressed"].eq(True).to_numpy()
        areas["change"] = areas["change"].mask(areas["suppressed"])
    more, less = int((areas["change"] > 0).sum()), int((areas["change"] < 0).sum())
    title = _("{what}:{more} 处上升,{less} 处下降").format(what=_(one.label), more=more, less=less)
    kind = "points" if one.share else "change"
    return _Shown(areas, "change", kind, title, _("{what}较对比期变化").format(what=_(one.label)))


def _draw(
    views: tuple[View, View],
    shown: _Shown,
    name: str,
    rows: pd.DataFrame,
    drawing: dict[str, Any],
    *,
    level: str,
    size: tuple[int, int],
    lost: float,
) -> None:
    """The map between its finding and its provenance, with legend and downloads.

    `views`: that of the page, which a click narrows, and that of what is shown, which may be one month of it.
    """
    page, view = views
    extras = drawing.pop("extras")

    def framed(fig: Any) -> Any:
        return decorated(view, fig, shown.title, name, rows, what=shown.what, unlocated=lost)

    words = framed(frame.figure([], 1))
    st.html(frame.heading(words))
    spots = cached.order_spots(view.scope) if extras.spots else None
    counts = maps.Squares(spots.rows, STEP) if spots else None
    clickable(page, drawing | {"extrude": extras.raised, "squares": counts}, level, size, shown.title)
    notes = _notes(shown, extras.raised, spots, metric(name))
    below = deck.ground(view, squares=counts is not None)
    st.html(legend_html(drawing["classes"], shown.what, unlocated=lost, notes=notes, ground=below))
    with st.container(horizontal=True, vertical_alignment="center", key=f"foot_map_{level}"):
        st.html(links.footing(words))
        headers = csv_headers(name, ("code", _("代码")), ("name", _("名称")))
        if shown.value != name:
            headers |= {"before": _("对比期"), "change": _("变化")}
        downloads(
            view,
            lambda: framed(mapfigure.figure(**drawing)),
            shown.title,
            shown.areas.drop(columns="geometry"),
            f"map_{name}_{level}",
            columns=headers,
            metric=name,
        )


def _notes(shown: _Shown, raised: bool, spots: Spots | None, one: Metric) -> list[str]:
    """What the height and the dots mean, for the legend."""
    notes = []
    if raised:
        most = one.text(pd.to_numeric(shown.areas[shown.value]).max())
        notes.append(_("高度与{what}成正比,最高 {most}。").format(what=shown.what, most=most))
    if spots is not None:
        notes.append(
            _("方块:约 50 米见方内的工单,{classes}。").format(classes=_("、").join(squares.legend()))
        )
        k, left = len(spots.rows), spots.left_out
        notes.append(_("共 {k} 处,另有 {n} 件不在其中。").format(k=number(k), n=number(left)))
    return notes


def hidden(areas: pd.DataFrame) -> list[bool]:
    """Which areas of with_values may not show their value."""
    return [value is True for value in areas["suppressed"]] if "suppressed" in areas else [False] * len(areas)


def with_values(view: View, rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """One row per area of the level inside the chosen larger ones: code, name, geometry, the metric."""
    shapes = cached.shapes(level)
    shapes = shapes[shapes["geometry"].notna()]  # areas known by name only, as from a file of records
    for larger in LARGER[level]:
        chosen = view.scope.values(larger)
        shapes = shapes[shapes[f"{larger}_code"].isin(chosen)] if chosen else shapes
    english = shapes["name_en"].where(shapes["name_en"].notna(), shapes["name_zh"])
    named = shapes.assign(name=english if language() == "en" else shapes["name_zh"])
    merged = named[["code", "name", "geometry"]].merge(rows, how="left", left_on="code", right_on=level)
    counted = [c for c in merged if str(c).endswith("_n")]
    open_ = ~merged["suppressed"].fillna(False).astype(bool) if "suppressed" in merged else slice(None)
    merged.loc[open_, counted] = merged.loc[open_, counted].fillna(0.0)
    values = [str(c).removesuffix("_n") for c in counted if not metric(str(c).removesuffix("_n")).is_rate]
    merged.loc[open_, values] = merged.loc[open_, values].fillna(0.0)
    return merged


def _drawing(view: View, shown: _Shown, name: str, classes: Classes, level: str) -> dict[str, Any]:
    return {
        "frame": shown.areas,
        "value": shown.value,
        "classes": classes,
        "n": f"{name}_d" if metric(name).is_rate else None,
        "kind": shown.kind,
        "context": context(level),
        "selected": view.scope.values(level),
    }


def clickable(view: View, drawing: dict[str, Any], key: str, size: tuple[int, int], alt: str) -> None:
    """The areas as a map; a click on one makes it the place of the page."""

    def chosen(code: str) -> None:
        scope = places.at(view.scope, code)
        if scope != view.scope:
            state.click(scope, view.scope, view.page)

    deck.draw(view, drawing, size, f"deck_{key}", alt=alt, select=chosen)


def context(level: str) -> maps.Context:
    """Lake, land, limits and labels of the towns; lake and neighbours only where the store is Wuzhong."""
    shapes = cached.shapes("town")
    named = shapes["name_zh"] if language() == "zh" else shapes["name_en"].fillna(shapes["name_zh"])
    labels = pd.DataFrame(
        {"name": named, "lon": shapes["lon"], "lat": shapes["lat"], "priority": _rank(shapes), "quiet": False}
    ).dropna(subset=["lon", "lat"])
    borders = list(shapes["geometry"].dropna()) if level != "town" else []
    if not (cached.areas()["code"] == DISTRICT).any():
        return maps.Context(borders=borders, labels=labels)
    lake, land, around = _surroundings()
    around = around.assign(name=around["name_zh"] if language() == "zh" else around["name_en"])
    labels = pd.concat([labels, around[["name", "lon", "lat"]].assign(priority=1.0, quiet=True)])
    return maps.Context(lake=lake, land=land, borders=borders, labels=labels.reset_index(drop=True))


def _rank(shapes: pd.DataFrame) -> pd.Series:
    """Priority of the towns' labels: the larger ones have more room."""
    size = pd.Series(shapely.area(geometry.shapes(shapes["geometry"])), index=shapes.index)
    return NEAR + size.fillna(0.0).rank()


@st.cache_resource(show_spinner=False)
def _surroundings() -> tuple[list[Any], list[Any], pd.DataFrame]:
    around = pd.DataFrame(schematic.neighbours().drop(columns="geometry", errors="ignore"))
    return list(schematic.lake().geometry), list(schematic.land().geometry), around
