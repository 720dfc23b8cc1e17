"""Lines over time: a trend with its comparison period, same-period lines of years, small multiples."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wzdash.charts import theme
from wzdash.charts.axes import (
    LABEL_ROW,
    event_marks,
    extent,
    grain,
    left_margin,
    moment,
    spread,
    time_axis,
    value_axis,
)
from wzdash.charts.frame import NARROW, empty, figure
from wzdash.charts.values import escape, full, short, shorten, width
from wzdash.labels import _, language, number

END = 124  # most pixels that labels at the right may take
WIDE = 2.25


def trend(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    series: str | None = None,
    compare: str | None = None,
    n: str | None = None,
    low: str | None = None,
    high: str | None = None,
    target: float | None = None,
    events: pd.DataFrame | None = None,
    net: str = "",
    kind: str = "count",
    name: str = "",
    compare_name: str = "",
    highlight: str | None = None,
    height: int = 260,
    xaxis: dict[str, Any] | None = None,
) -> go.Figure:
    """Lines over time from one row per instant (and series). Empty → a figure that says so.

    `compare`: the comparison period's value, aligned on the row. `low`, `high`: an interval, drawn as a band.
    With `highlight` that series has the net's hue, the others are grey. More than 8 series: small_multiples.
    """
    if frame.empty or frame[y].notna().sum() == 0:
        return empty(height=height)
    data = frame.assign(**{x: pd.to_datetime(frame[x])}).sort_values(x, kind="stable")
    step = grain(data[x])
    data = _with_gaps(data, x, series, step)
    lines = _lines(
        data, y, series=series, compare=compare, net=net,
        name=name or _("本期"), compare_name=compare_name or _("对比期"), highlight=highlight,
    )  # fmt: skip
    zero = kind == "count" or extent(data[y], zero=False)[0] < 0
    columns = [c for c in (y, compare, low, high) if c]
    reach = extent(*(data[c] for c in columns), [target] if target is not None else [], zero=zero)
    yaxis, label = value_axis(kind, *reach)
    traces = [_band(data, x, low, high, theme.hue(net))] if low and high else []
    traces += [_trace(line, x, n, kind, step) for line in lines]
    ends = _end_labels(lines, x, kind, yaxis["range"], height) if len(lines) > 1 else []
    right = max((width(e["plain"], theme.SMALL) + 10 for e in ends), default=0) + 14
    marks = event_marks(events, data[x].min(), data[x].max())
    if target is not None:
        marks["shapes"].append(_target(target))
        marks["annotations"].append(_target_label(target, kind))
    for end in ends:
        end.pop("plain")
    return figure(
        traces,
        height,
        left=left_margin(label),
        right=right,
        top=10 + marks["rows"] * LABEL_ROW,
        bottom=38 if step != "year" else 24,
        xaxis=time_axis(data[x], step) | (xaxis or {}),
        yaxis=yaxis,
        shapes=marks["shapes"],
        annotations=[*marks["annotations"], *ends],
        hovermode="x unified" if len(lines) <= 8 else "closest",
    )


def years(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    n: str | None = None,
    net: str = "",
    kind: str = "count",
    height: int = 260,
) -> go.Figure:
    """Same-period lines, one per year, from one row per month or day: the last year in the net's hue."""
    if frame.empty or frame[y].notna().sum() == 0:
        return empty(height=height)
    days = pd.to_datetime(frame[x])
    zh = language() == "zh"
    label = days.dt.year.astype(str) + ("年" if zh else "")
    # every year is laid over the leap year 2000, so that 29 February has its place
    laid = [value.replace(year=2000) for value in days]
    data = frame.assign(_at=pd.to_datetime(laid), _year=label)
    fine = grain(data["_at"]) in ("day", "week")
    shown = {
        "tickformat": "%-m月" if zh else "%b",
        "hoverformat": ("%-m月%-d日" if fine else "%-m月") if zh else ("%-d %b" if fine else "%b"),
        "tickmode": "array",
        "tickvals": [pd.Timestamp(2000, m, 1) for m in range(1, 13, 2)],
        "ticktext": [f"{m}月" if zh else f"{pd.Timestamp(2000, m, 1):%b}" for m in range(1, 13, 2)],
    }
    last = label.iloc[int(days.argmax())]
    return trend(
        data, "_at", y, series="_year", n=n, net=net, kind=kind, highlight=last, height=height, xaxis=shown
    )


def small_multiples(
    frame: pd.DataFrame,
    x: str,
    y: str,
    panel: str,
    *,
    n: str | None = None,
    net: str = "",
    kind: str = "count",
    columns: int = 4,
    height: int = 110,
) -> go.Figure:
    """One small line per panel on one common scale, panels sorted by their sum; `height` is that of one."""
    if frame.empty or frame[y].notna().sum() == 0:
        return empty()
    data = frame.assign(**{x: pd.to_datetime(frame[x])}).sort_values(x, kind="stable")
    order = data.groupby(panel)[y].sum().sort_values(ascending=False, kind="stable").index
    columns = min(columns, len(order))
    rows = -(-len(order) // columns)
    step = grain(data[x])
    yaxis, label = value_axis(kind, *extent(data[y]), most=3)
    titles = [escape(shorten(str(name), theme.SMALL, (NARROW - 60) / columns)[0]) for name in order]
    grid = make_subplots(rows, columns, subplot_titles=titles, shared_xaxes=True, shared_yaxes=True,
                         vertical_spacing=0.34 / rows, horizontal_spacing=0.06 / columns)  # fmt: skip
    for place, name in enumerate(order):
        line = {"data": data[data[panel] == name], "y": y, "name": str(name), "plain": str(name)}
        line |= {"colour": theme.hue(net), "width": 1.6, "dash": "solid"}
        grid.add_trace(_trace(line, x, n, kind, step), place // columns + 1, place % columns + 1)
    fig = figure([], rows * height, left=left_margin(label), top=22, bottom=36)
    grid.layout.template = theme.template()
    grid.update_layout(fig.layout.to_plotly_json())
    grid.update_annotations(font={"size": theme.SMALL, "color": theme.palette().ink})
    grid.update_yaxes(**yaxis)
    grid.update_xaxes(**time_axis(data[x], step) | {"nticks": 3})
    return grid


# ---------------------------------------------------------------- parts

STEPS = {"day": "D", "week": "7D", "month": "MS", "year": "YS"}


def _with_gaps(data: pd.DataFrame, x: str, series: str | None, step: str) -> pd.DataFrame:
    """The rows and, for every missing instant, one without values: a line must not bridge the unknown."""
    days = pd.date_range(data[x].min(), data[x].max(), freq=STEPS[step])
    if series is None:
        whole = days.difference(pd.DatetimeIndex(data[x]))
        return (
            pd.concat([data, pd.DataFrame({x: whole})]).sort_values(x, kind="stable") if len(whole) else data
        )
    names = dict.fromkeys(data[series].dropna())
    known = pd.MultiIndex.from_frame(data[[series, x]])
    missing = pd.MultiIndex.from_product([list(names), days], names=[series, x]).difference(known, sort=False)
    if not len(missing):
        return data
    return pd.concat([data, missing.to_frame(index=False)]).sort_values(x, kind="stable")


def _lines(
    data: pd.DataFrame,
    y: str,
    *,
    series: str | None,
    compare: str | None,
    net: str,
    name: str,
    compare_name: str,
    highlight: str | None,
) -> list[dict[str, Any]]:
    """What to draw, the most important last: data, column, name, colour, width, dash."""
    colours = theme.palette()
    if series is None:
        plain = {"data": data, "width": WIDE, "dash": "solid"}
        lines = [plain | {"y": y, "name": name, "colour": theme.hue(net)}]
        if compare:
            other = {
                "y": compare,
                "name": compare_name,
                "colour": colours.grey,
                "dash": "dash",
            }
            lines.insert(0, plain | other | {"width": 1.6})
        return lines
    names = [str(v) for v in dict.fromkeys(data[series].dropna())]
    if highlight is not None:
        names = sorted(names, key=lambda v: v == highlight)
        greys = theme.sequence("grey", len(names) + 2)[1:]
        picked = {v: greys[i] for i, v in enumerate(names)} | {highlight: theme.hue(net)}
    else:
        picked = dict(zip(names, theme.categorical(len(names)), strict=True))
    texts = data[series].astype(str)
    return [
        {"data": data[texts == v], "y": y, "name": v, "colour": picked[v], "dash": "solid"}
        | {"width": WIDE if highlight in (None, v) else 1.4}
        for v in names
    ]


def _trace(line: dict[str, Any], x: str, n: str | None, kind: str, step: str) -> dict[str, Any]:
    data, values = line["data"], line["data"][line["y"]]
    known = values.notna().to_numpy()
    # a point between two gaps has no line: without a mark it would not be seen
    alone = known & ~pd.Series(known).shift(1, fill_value=False).to_numpy()
    alone &= ~pd.Series(known).shift(-1, fill_value=False).to_numpy()
    counts = data[n] if n and line["y"] != n else None
    notes = [
        full(kind, v) + ("" if counts is None else f"  n = {number(counts.iloc[i])}")
        for i, v in enumerate(values)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers" if alone.any() else "lines",
        "x": data[x],
        "y": values,
        "name": escape(line["name"]),
        "line": {"color": line["colour"], "width": line["width"], "dash": line["dash"]},
        "marker": {"size": [6 if a else 0 for a in alone], "color": line["colour"], "opacity": 1},
        "connectgaps": False,
        "customdata": [[note, moment(at, step)] for note, at in zip(notes, data[x], strict=True)],
        "hovertemplate": "%{customdata[0]}<extra>%{fullData.name}</extra>",
    }


def _band(data: pd.DataFrame, x: str, low: str, high: str, colour: str) -> dict[str, Any]:
    """The interval as one closed outline; rows without it are left out."""
    known = data[[x, low, high]].dropna()
    return {
        "type": "scatter",
        "x": [*known[x], *known[x][::-1]],
        "y": [*known[high], *known[low][::-1]],
        "fill": "toself",
        "fillcolor": theme.rgba(colour, 0.18),
        "line": {"width": 0},
        "mode": "lines",
        "hoverinfo": "skip",
        "name": "",
    }


def _end_labels(
    lines: list[dict[str, Any]], x: str, kind: str, reach: list[float], height: int
) -> list[dict[str, Any]]:
    """Names with last values at the right ends, moved apart until they can be read."""
    last = [line["data"].dropna(subset=[line["y"]]) for line in lines]
    kept = [(line, rows.iloc[-1]) for line, rows in zip(lines, last, strict=True) if len(rows)]
    per_pixel = (reach[1] - reach[0]) / height
    places = spread([row[line["y"]] for line, row in kept], 15 * per_pixel, reach[0], reach[1])
    end = max(row[x] for _line, row in kept)
    labels = []
    for (line, row), place in zip(kept, places, strict=True):
        value = short(kind, row[line["y"]])
        room = max(END - width(value + " ", theme.SMALL), 40)
        plain = f"● {shorten(line['name'], theme.SMALL, room)[0]} {value}"
        labels.append(
            {
                "text": f'<span style="color:{line["colour"]}">●</span>{escape(plain[1:])}',
                "plain": plain,
                "x": end,
                "xanchor": "left",
                "xshift": 6,
                "y": row[line["y"]],
                "yanchor": "middle",
                "yshift": round((place - row[line["y"]]) / per_pixel, 1),
                "showarrow": False,
                "font": {"size": theme.SMALL, "color": theme.palette().ink},
            }
        )
    return labels


def _target(value: float) -> dict[str, Any]:
    line = {"color": theme.palette().accent, "width": 1.2, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "line": line}


def _target_label(value: float, kind: str) -> dict[str, Any]:
    return {
        "text": escape(_("目标 {x}").format(x=full(kind, value))),
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": value,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": theme.SMALL, "color": theme.palette().accent},
    }
