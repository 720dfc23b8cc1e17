"""A map's legend as HTML: what pydeck does not draw. Text is escaped, colours come from the classes."""

from __future__ import annotations

import html
from collections.abc import Sequence

from wzdash.charts import theme
from wzdash.charts.classes import Classes
from wzdash.charts.maps import COVER
from wzdash.labels import _, number


def legend_html(
    classes: Classes,
    measure: str,
    *,
    unlocated: float | None = None,
    notes: Sequence[str] = (),
    ground: str = "",
) -> str:
    """Measure, method, a swatch with range and number of areas per class, and the rows that have no place.

    `notes`: what else the map shows, a line each. `ground`: colour of what the areas let through, if they do;
    the swatches are paler then, as the areas are.
    """
    small = f"font:400 {theme.SMALL}px/1.5 {theme.FONT};font-variant-numeric:tabular-nums"
    ink, muted, line = theme.palette().ink, theme.palette().muted, theme.palette().grid
    swatch = (
        "display:inline-block;width:14px;height:10px;margin-right:6px;"
        f"border:1px solid {line};background:{{colour}}"
    )
    items = "".join(
        '<span style="white-space:nowrap;margin-right:14px">'
        f'<i style="{swatch.format(colour=_seen(entry.colour, ground))}"></i>'
        f'{html.escape(entry.label)} <span style="color:{muted}">({number(entry.n)})</span></span>'
        for entry in classes.legend()
    )
    lost = "" if unlocated is None else " · " + _("未定位 {n} 件").format(n=number(unlocated))
    note = html.escape(f"{classes.method}{lost}")
    more = "".join(f"<div>{html.escape(line)}</div>" for line in notes)
    return (
        f'<div class="wz-legend" style="{small};color:{ink}"><b>{html.escape(measure)}</b> '
        f'<span style="color:{muted}">{note}</span>{items}{more}</div>'
    )


def _seen(colour: str, ground: str) -> str:
    return theme.over(colour, ground, COVER) if ground else colour
