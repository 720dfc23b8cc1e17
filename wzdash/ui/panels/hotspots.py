"""Hotspots of incidents: cells whose neighbourhood is high or low beyond chance, and the kernel surface.

Only the class of a cell is shown or exported, never its statistic: exact values could give hidden counts
away.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis import rings
from wzdash.analysis.discovery import DISCOVERY
from wzdash.analysis.hotspots import gi_star, listed_neighbours
from wzdash.analysis.surface import kernel_surface
from wzdash.charts import frame, theme
from wzdash.charts.classes import HIDDEN, MISSING, Classes
from wzdash.charts.legend import legend_html
from wzdash.labels import N_, _, number, percent
from wzdash.metrics.catalogue import metric
from wzdash.ui import cached, deck, links
from wzdash.ui.page import View
from wzdash.ui.panels.counts import withheld
from wzdash.ui.panels.maps import context, hidden, with_values
from wzdash.ui.show import show_map

MEASURES = ("incidents", "incidents_per_10k")
KINDS = {"hot": N_("热点"), "cold": N_("冷点"), "none": N_("与随机无别")}
VIEWS = {"gi": N_("热点检验"), "kernel": N_("核密度面")}
FEWEST = 10  # cells below which nothing is tested
DEGREE_KM = 111.32  # km per degree of latitude
BANDWIDTH, STEP = 2.0, 1.0  # km
SIZE = (760, 520)
MOST_HIDDEN = 0.1  # share of cells beyond which nothing is tested


@st.cache_resource(max_entries=4, show_spinner=False)
def _near(version: str) -> dict[str, list[str]]:
    """{cell: cells around it}."""
    shapes = cached.shapes("grid").dropna(subset=["geometry"])
    return rings.neighbours(list(shapes["code"]), [bytes(one) for one in shapes["geometry"]])


def hotspots(view: View) -> None:
    """Gi* by cell with the false discoveries held, or a kernel surface for the eye."""
    with st.container(horizontal=True, key="choose_hotspots"):
        name = st.selectbox(
            _("指标"), MEASURES, format_func=lambda key: _(metric(key).label), key="hotspot_measure"
        )
        shown = st.segmented_control(
            _("画法"), list(VIEWS), format_func=lambda key: _(VIEWS[key]), key="hotspot_view", default="gi",
            required=True,
        )  # fmt: skip
    around = view.scope.where(grid=None)
    rows = view.frame(name, ("grid",), around)
    if withheld(rows):
        return
    areas = with_values(view, rows, "grid")
    if len(areas) < FEWEST:
        st.info(_("网格不足 {n} 个,不作热点检验。请放宽镇街或村社区。").format(n=FEWEST))
        return
    lost = rows.loc[rows["grid"].isna(), f"{name}_n"].sum()
    if shown == "kernel":
        _kernel(view, areas, name, lost)
        return
    _tested(view, areas, name, lost)


def _tested(view: View, areas: pd.DataFrame, name: str, lost: float) -> None:
    """Hot and cold cells on the map, with how many were tested and how many are expected to be false."""
    near, few = _near(view.store.version), np.array(hidden(areas))
    if few.mean() > MOST_HIDDEN:
        text = _("{k} 个网格数量过少,不予显示,超过 {share}:检验没有意义。请放宽期间或类别。")
        st.info(text.format(k=number(few.sum()), share=percent(MOST_HIDDEN, 0)))
        return
    kind = kinds(areas, name, near)
    hot, cold = (int(((kind == one) & ~few).sum()) for one in ("hot", "cold"))
    shown = areas.assign(kind=[_(KINDS[one]) for one in kind])
    classes = _classes(kind, few)
    title = _("{n} 个网格中 {hot} 个是热点、{cold} 个是冷点").format(
        n=number(len(areas)), hot=number(hot), cold=number(cold)
    )
    what = _("{what}:Gi*(含自身与相邻网格),假发现率 {rate}").format(
        what=_(metric(name).label), rate=percent(DISCOVERY, 0)
    )
    _map(view, shown, classes, words=(title, what), name=name, lost=lost)
    st.caption(
        _("检验 {n} 个网格;标出的里面,预期至多 {rate} 是偶然。热点说的是地方,不是人;不用来预测。").format(
            n=number(len(areas)), rate=percent(DISCOVERY, 0)
        )
    )
    if few.any():
        words = _("数量过少的 {k} 个网格按其余网格的均值计入邻域,不标类别。")
        st.caption(words.format(k=number(few.sum())))


def kinds(areas: pd.DataFrame, name: str, near: dict[str, list[str]]) -> np.ndarray:
    """hot, cold or none, one per cell; a hidden cell counts as the mean of the others."""
    inside = set(areas["code"])
    values = areas[name].to_numpy(dtype=float)
    values = np.where(np.isfinite(values), values, np.nanmean(values))
    around = {code: [one for one in near.get(code, []) if one in inside] for code in areas["code"]}
    found: np.ndarray = gi_star(values, listed_neighbours(around))["hotspot"].to_numpy()
    return found


def _classes(kind: np.ndarray, few: np.ndarray) -> Classes:
    """Hot in the accent, cold in the net's hue, the rest in grey; a hidden cell has no class."""
    colours = (theme.palette().accent, theme.hue("sky"), theme.palette().missing)
    index = np.array([list(KINDS).index(one) for one in kind], dtype=int)
    labels = tuple(_(words) for words in KINDS.values())
    return Classes("", np.where(few, HIDDEN, index), colours, labels)


def _map(
    view: View, shown: pd.DataFrame, classes: Classes, *, words: tuple[str, str], name: str, lost: float
) -> None:
    title, what = words
    drawing: dict[str, Any] = {
        "frame": shown.assign(label=shown["name"] + " · " + shown["kind"]),
        "value": name,
        "classes": classes,
        "label": "label",
        "kind": metric(name).kind,
        "context": context("grid"),
    }

    def framed(fig: Any) -> Any:
        below = view.subtitle(what, shown[f"{name}_n"].sum(), _("起"))
        return links.defined(frame.decorate(fig, title, below, view.foot(_("警情"), unlocated=lost)), name)

    headers = {"code": _("代码"), "name": _("名称"), "kind": _("类别"), name: _(metric(name).label)}
    legend = legend_html(classes, _("网格"), unlocated=lost, ground=deck.ground(view))
    show_map(
        view, drawing, framed, shown[list(headers)], "hotspots", legend=legend, columns=headers, size=SIZE
    )


def _kernel(view: View, areas: pd.DataFrame, name: str, lost: float) -> None:
    """A surface for display: made from cells that may be shown, on a coarse grid, never with points."""
    places = cached.shapes("grid").set_index("code")[["lon", "lat"]].reindex(areas["code"])
    counts = areas[f"{name}_n"].to_numpy(dtype=float)
    counts = np.where(np.array(hidden(areas)) | ~np.isfinite(counts), 0.0, counts)
    across = DEGREE_KM * np.cos(np.deg2rad(places["lat"].mean()))
    x, y = places["lon"].to_numpy() * across, places["lat"].to_numpy() * DEGREE_KM
    surface = kernel_surface(x, y, counts, bandwidth=BANDWIDTH, step=STEP, least=view.store.settings.min_cell)
    if surface.empty:
        st.info(_("没有数量足够的网格,不画密度面。"))
        return
    heat = pd.DataFrame(
        {"lon": surface["x"] / across, "lat": surface["y"] / DEGREE_KM, "weight": surface["density"]}
    )
    peak = surface["density"].max()
    title = _("警情密度最高处约 {n} 起/平方公里").format(n=number(peak, 0))
    below = view.subtitle(
        _("核密度(四次核,带宽 {b} 公里,{s} 公里网格),只供看图").format(b=number(BANDWIDTH), s=number(STEP)),
        counts.sum(),
        _("起"),
    )
    drawing: dict[str, Any] = {
        "frame": areas,
        "value": name,
        "classes": Classes("", np.full(len(areas), MISSING), (), ()),  # the surface alone has colours
        "kind": metric(name).kind,
        "context": context("grid"),
        "heat": heat,
    }
    fig = frame.decorate(frame.figure([], 1), title, below, view.foot(_("警情"), unlocated=lost))
    st.html(frame.heading(fig))
    deck.draw(view, drawing, SIZE, "deck_kernel", alt=title)
    st.html(links.footing(fig))
    st.caption(_("由网格合计推得,不是案发点;数量过少的网格不参与。缩放只改变画面,不会更细。"))
