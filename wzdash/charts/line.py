"""Lines over time: a trend with its comparison period, and same-period lines of years."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

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
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.marks import band
from wzdash.charts.values import escape, full, short, shorten, width
from wzdash.labels import _, number

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
) -> go.Figure:
    """Lines over time from one row per instant (and series). Empty → a figure that says so.

    `compare`: the comparison period's value, aligned on the row. `low`, `high`: an interval, drawn as a band.
    With `highlight` that series has the net's hue, the others are grey. More than 8 series: small_multiples.
    """
    if nothing(frame, y):
        return empty(height=height)
    data, step = prepared(frame, x, series)
    names = (name or _("本期"), compare_name or _("对比期"))
    lines = _lines(data, y, series=series, compare=compare, net=net, names=names, highlight=highlight)
    yaxis, label = value_axis(kind, *_reach(data, y, kind, [compare, low, high], target))
    bands = [band(data[x], data[low], data[high], theme.hue(net))] if low and high else []
    ends, right = _end_labels(lines, x, kind, yaxis["range"], height)
    marks = _with_target(event_marks(events, data[x].min(), data[x].max()), target, kind)
    return figure(
        [*bands, *(trace_of(line, x, n, kind, step) for line in lines)],
        height,
        left=left_margin(label),
        right=right,
        top=10 + marks["rows"] * LABEL_ROW,
        bottom=38 if step != "year" else 24,
        xaxis=time_axis(data[x], step),
        yaxis=yaxis,
        shapes=marks["shapes"],
        annotations=[*marks["annotations"], *ends],
    ).update_layout(hovermode="x unified")


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
    if nothing(frame, y):
        return empty(height=height)
    days = pd.to_datetime(frame[x])
    year = _("%Y年")
    label = [f"{at:{year}}" for at in days]
    # every year is laid over the leap year 2000, so that 29 February has its place
    data = frame.assign(_at=pd.to_datetime([at.replace(year=2000) for at in days]), _year=label)
    fine = grain(data["_at"]) in ("day", "week")
    firsts = [pd.Timestamp(2000, m, 1) for m in range(1, 13, 2)]
    month = _("%-m月")
    shown = {
        "hoverformat": _("%-m月%-d日") if fine else month,
        "tickmode": "array",
        "tickvals": firsts,
        "ticktext": [f"{at:{month}}" for at in firsts],
    }
    last = label[int(days.argmax())]
    fig = trend(data, "_at", y, series="_year", n=n, net=net, kind=kind, highlight=last, height=height)
    fig.layout.xaxis.update(shown)
    return fig


# ---------------------------------------------------------------- parts

STEPS = {"day": "D", "week": "7D", "month": "MS", "year": "YS"}


def prepared(frame: pd.DataFrame, x: str, series: str | None) -> tuple[pd.DataFrame, str]:
    """The rows in order of time, gaps as rows without values, and their grain."""
    data = frame.assign(**{x: pd.to_datetime(frame[x])}).sort_values(x, kind="stable")
    step = grain(data[x])
    return _with_gaps(data, x, series, step), step


def _reach(
    data: pd.DataFrame, y: str, kind: str, columns: list[str | None], target: float | None
) -> tuple[float, float]:
    zero = kind == "count" or extent(data[y], zero=False)[0] < 0
    others = [data[c] for c in columns if c]
    return extent(data[y], *others, [] if target is None else [target], zero=zero)


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
    names: tuple[str, str],
    highlight: str | None,
) -> list[dict[str, Any]]:
    """What to draw, the most important last: data, column, name, colour, width, dash."""
    if series is None:
        line = {
            "data": data,
            "y": y,
            "name": names[0],
            "colour": theme.hue(net),
            "width": WIDE,
            "dash": "solid",
        }
        grey = {"y": compare, "name": names[1], "colour": theme.palette().grey, "width": 1.6, "dash": "dash"}
        return [line | grey, line] if compare else [line]
    found = [str(v) for v in dict.fromkeys(data[series].dropna())]
    if highlight is not None:
        found = sorted(found, key=lambda v: v == highlight)
        greys = theme.sequence("grey", len(found) + 2)[1:]
        picked = {v: greys[i] for i, v in enumerate(found)} | {highlight: theme.hue(net)}
    else:
        picked = dict(zip(found, theme.categorical(len(found)), strict=True))
    texts = data[series].astype(str)
    return [
        {"data": data[texts == v], "y": y, "name": v, "colour": picked[v], "dash": "solid"}
        | {"width": WIDE if highlight in (None, v) else 1.4}
        for v in found
    ]


def trace_of(line: dict[str, Any], x: str, n: str | None, kind: str, step: str) -> dict[str, Any]:
    """Plotly trace of a line (data, y, name, colour, width, dash) with what the hover says of each point."""
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


def _end_labels(
    lines: list[dict[str, Any]], x: str, kind: str, reach: list[float], height: int
) -> tuple[list[dict[str, Any]], float]:
    """Names and last values at the right ends, moved apart until they can be read, and the room they take."""
    if len(lines) == 1:
        return [], 14
    last = [line["data"].dropna(subset=[line["y"]]) for line in lines]
    kept = [(line, rows.iloc[-1]) for line, rows in zip(lines, last, strict=True) if len(rows)]
    per_pixel = (reach[1] - reach[0]) / height
    places = spread([row[line["y"]] for line, row in kept], 15 * per_pixel, reach[0], reach[1])
    texts = [_end_text(line["name"], short(kind, row[line["y"]])) for line, row in kept]
    labels = [
        {
            "text": f'<span style="color:{line["colour"]}">●</span>{escape(text[1:])}',
            "x": max(row[x] for _line, row in kept),
            "xanchor": "left",
            "xshift": 6,
            "y": row[line["y"]],
            "yanchor": "middle",
            "yshift": round((place - row[line["y"]]) / per_pixel, 1),
            "showarrow": False,
            "font": {"size": theme.SMALL, "color": theme.palette().ink},
        }
        for (line, row), place, text in zip(kept, places, texts, strict=True)
    ]
    return labels, max(width(text, theme.SMALL) for text in texts) + 24


def _end_text(name: str, value: str) -> str:
    room = max(END - width(value + " ", theme.SMALL), 40)
    return f"● {shorten(name, theme.SMALL, room)[0]} {value}"


def _with_target(marks: dict[str, Any], value: float | None, kind: str) -> dict[str, Any]:
    """The marks and, where there is a target, its line and label."""
    if value is not None:
        marks["shapes"].append(_target(value))
        marks["annotations"].append(_target_label(value, kind))
    return marks


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
