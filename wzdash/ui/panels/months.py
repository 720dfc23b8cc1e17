"""A map month by month: a slider that keys move, play and pause; one question answers all months."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.charts.classes import Classes, classify
from wzdash.labels import N_, _, month
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import is_timed
from wzdash.scope import Scope
from wzdash.store.grains import GRAINS
from wzdash.ui.page import View
from wzdash.ui.panels.choices import Chosen

WHOLE = N_("整个期间")
SECONDS = 1.5
SLIDER, PLAYING, NEXT, SINCE = "grid_map_month", "map_month_playing", "map_month_next", "map_month_since"


@dataclass(frozen=True, eq=False)
class Month:
    """One month of the period: its scope, its rows, and the rows of all months with a column `month`."""

    scope: Scope
    number: int
    rows: pd.DataFrame
    every: pd.DataFrame
    steps: tuple[pd.Timestamp, ...]


def playing() -> bool:
    """True while the months go on by themselves."""
    return bool(st.session_state.get(PLAYING))


def steps_of(scope: Scope) -> tuple[pd.Timestamp, ...]:
    """First days of the months that the period touches."""
    return tuple(pd.date_range(pd.Timestamp(scope.start).replace(day=1), pd.Timestamp(scope.end), freq="MS"))


def choose(view: View, name: str, level: str, around: Scope) -> Month | None:
    """The month that the slider shows; None for the whole period."""
    steps = steps_of(around)
    if len(steps) < 2 or not is_timed(name) or GRAINS[metric(name).fact].time is None:
        return None
    options = [WHOLE, *(f"{step:%Y-%m}" for step in steps)]
    if NEXT in st.session_state:
        st.session_state[SLIDER] = st.session_state.pop(NEXT)
    if st.session_state.get(SLIDER) not in options:
        st.session_state[SLIDER] = WHOLE
    chosen = _controls(options)
    if playing():
        _play(options, chosen)
    if chosen == WHOLE:
        return None
    every = view.frame(name, (level, "month"), around)
    number = options.index(chosen) - 1
    first = steps[number].date()
    last = (steps[number] + pd.offsets.MonthBegin()).date() - timedelta(days=1)
    scope = around.between(max(first, around.start), min(last, around.end))
    rows = every[every["month"] == steps[number]].drop(columns="month") if len(every) else every
    rows.attrs = every.attrs
    return Month(scope, number, rows, every, steps)


def classes(step: Month, areas: pd.DataFrame, chosen: Chosen, level: str) -> Classes:
    """Classes of the month's areas, with the same breaks in every month."""
    name, one = chosen.name, metric(chosen.name)
    cells = pd.MultiIndex.from_product([areas["code"], step.steps])
    known = step.every.dropna(subset=[level]).set_index([level, "month"]).reindex(cells)
    shut = known["suppressed"].eq(True).to_numpy() if "suppressed" in known else np.zeros(len(cells), bool)
    values = known[name].to_numpy(dtype=float)
    if not one.is_rate:
        values = np.where(shut, np.nan, np.nan_to_num(values))
    every = classify(
        values.tolist(),
        method=chosen.method,
        k=chosen.k,
        kind=one.kind,
        net=one.net,
        hidden=shut.tolist(),
    )
    index = every.index.reshape(len(areas), len(step.steps))[:, step.number]
    return replace(every, index=index, method=_("{how},各月同一尺度").format(how=every.method))


def _controls(options: list[str]) -> str:
    with st.container(horizontal=True, vertical_alignment="center", key="map_months"):
        label = _("暂停") if playing() else _("逐月播放")
        st.button(label, key="map_month_play", on_click=_play_or_pause, args=(not playing(), options))
        return st.select_slider(
            _("月份"),
            options,
            format_func=lambda one: _(one) if one == WHOLE else month(pd.Timestamp(one)),
            key=SLIDER,
            on_change=_stop,
            label_visibility="collapsed",
        )


def _play_or_pause(wanted: bool, options: list[str]) -> None:
    """Plays from the month shown, from the first one at the end; or pauses.

    What the button said counts: a browser that is a month behind moves the slider too, which pauses too.
    """
    st.session_state[PLAYING] = wanted
    if wanted and st.session_state.get(SLIDER) in (WHOLE, options[-1]):
        st.session_state[NEXT] = options[1]


def _stop() -> None:
    st.session_state[PLAYING] = False


def _play(options: list[str], chosen: str) -> None:
    """Turns to the next month when this one has been shown long enough; stops at the last."""
    if st.session_state.get(SINCE, ("", 0.0))[0] != chosen:
        st.session_state[SINCE] = (chosen, time.monotonic())

    def tick() -> None:
        if not playing() or time.monotonic() - st.session_state[SINCE][1] < SECONDS:
            return  # paused while this was on its way
        later = options.index(chosen) + 1
        st.session_state[PLAYING] = later + 1 < len(options)
        if later < len(options):
            st.session_state[NEXT] = options[later]
        st.rerun(scope="app")

    st.fragment(tick, run_every=SECONDS / 3)()
