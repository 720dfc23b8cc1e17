"""What waits and what comes back: pending disputes by age and due date, recurrence, what followed failures.

All of it as counts of whole towns: the link is by grid cell and type, never by parties.
"""

from __future__ import annotations

import html
from functools import partial

import pandas as pd
import streamlit as st

from wzdash.analysis import escalation
from wzdash.analysis.recurrence import Recurrence, recurrence
from wzdash.charts import bars, frame
from wzdash.labels import N_, _, day, number, percent
from wzdash.metrics import follow_up, queue
from wzdash.metrics.stages import BY_KEY
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.layout import side_by_side
from wzdash.ui.panels import counts
from wzdash.ui.panels.pipelines import Pipeline, is_too_fine
from wzdash.ui.show import show_chart

SEED = 320506  # a page and its export agree
WINDOWS = (30, 60, 90)
FOLLOWED = {"incidents": N_("关联警情"), "suits": N_("同类起诉")}


@st.cache_data(max_entries=64, show_spinner=False)
def _pending(version: str, _store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    return queue.pending(_store, scope, pipeline)


def waiting(way: Pipeline) -> None:
    """Pending at the data date, whatever the period: by age, by due date, by town."""
    if is_too_fine(way.view):
        return
    rows = _pending(way.view.store.version, way.view.store, way.view.scope, way.key)
    if rows.empty:
        st.info(_("数据截止日没有在调的纠纷。"))
        return
    side_by_side(partial(_by_age, way, rows), partial(_by_due, way, rows))
    counts.ranking(way.view, BY_KEY["pending"].metric(way.key), key="pending")


def _at_data_date(way: Pipeline, what: str, total: float) -> str:
    return frame.subtitle(what, total, _("数据截至 {day}").format(day=day(way.view.store.as_of)), _("件"))


def _by_age(way: Pipeline, rows: pd.DataFrame) -> None:
    ages = queue.by_age(rows)
    ages["name"] = [_(band) for band in ages["band"]]
    total, old = ages["count"].sum(), ages["count"].iloc[-1]
    title = _("在调 {n} 件,{old} 件已超过 60 天").format(n=number(total), old=number(old))
    fig = bars.bars(ages, "name", "count", net="line", sort=False)
    below = _at_data_date(way, _("自受理起的天数,全部在调纠纷(不限期间)"), total)
    fig = frame.decorate(fig, title, below, way.view.foot(way.source))
    headers = {"name": _("受理已有"), "count": _("在调"), "overdue": _("其中逾期")}
    show_chart(way.view, fig, ages[list(headers)], f"pending_age_{way.key}", columns=headers)


def _by_due(way: Pipeline, rows: pd.DataFrame) -> None:
    due = queue.by_due(rows)
    due["name"] = [_(band) for band in due["band"]]
    total = due["count"].sum()
    late, soon = due["count"].iloc[0], due["count"].iloc[1]
    title = _("{late} 件已逾期,{soon} 件 7 天内到期").format(late=number(late), soon=number(soon))
    fig = bars.bars(due, "name", "count", net="line", sort=False)
    below = _at_data_date(way, _("距办理期限,全部在调纠纷(不限期间)"), total)
    fig = frame.decorate(fig, title, below, way.view.foot(way.source))
    headers = {"name": _("期限"), "count": _("在调")}
    show_chart(way.view, fig, due[list(headers)], f"pending_due_{way.key}", columns=headers)


@st.cache_data(max_entries=32, show_spinner=False)
def _recurrence(version: str, _store: Store, scope: Scope, pipeline: str, window: int) -> Recurrence:
    return recurrence(follow_up.placed(_store, scope, pipeline), window, seed=SEED)


def _window(key: str) -> int:
    chosen = st.segmented_control(
        _("时间窗"),
        WINDOWS,
        format_func=lambda days: _("{n} 天").format(n=days),
        default=WINDOWS[-1],
        required=True,
        key=key,
    )
    return int(chosen or WINDOWS[-1])


def recurring(way: Pipeline) -> None:
    """How many disputes follow one of the same type in the same cell, against what chance would bring."""
    if is_too_fine(way.view):
        return
    window = _window("recurrence_window")
    with st.spinner(_("正在与随机排列比较…")):
        found = _recurrence(way.view.store.version, way.view.store, way.view.scope, way.key, window)
    if not found.disputes:
        st.info(_("期间内没有落在网格里的纠纷。"))
        return
    text = _(
        "{n} 件落在网格里的纠纷中,{again} 件({share})在 {window} 天内与前一件同格同类;"
        "若类型在镇内随机,平均也有 {expected} 件(单侧 p = {p})。"
    ).format(
        n=number(found.disputes),
        again=number(found.recurred),
        share=percent(found.share),
        window=window,
        expected=number(found.expected, 1),
        p=number(found.p_value, 3),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')
    _recurrence_by_type(way, found)


def _recurrence_by_type(way: Pipeline, found: Recurrence) -> None:
    rows = found.by_type.assign(excess=lambda r: r["recurred"] - r["expected"])
    rows["name"] = names.name_column(rows, "category", "dispute")
    few = rows["disputes"] < way.view.store.settings.min_cell
    rows = rows[~few].reset_index(drop=True)
    top = rows.sort_values("excess").iloc[-1] if len(rows) else None
    title = _("反复纠纷:没有数据")
    if top is not None:
        title = _("{name}反复最多:{n} 件,随机预期 {expected} 件").format(
            name=top["name"], n=number(top["recurred"]), expected=number(top["expected"], 1)
        )
    fig = bars.bars(rows, "name", "share", n="disputes", key="category", net="line", kind="share")
    what = _("{window} 天内同格同类再次发生的占比").format(window=found.window)
    below = way.view.subtitle(what, found.disputes, _("件"))
    fig = frame.decorate(fig, title, below, way.view.foot(way.source))
    headers = {"name": _("纠纷类型"), "category": _("代码"), "disputes": _("纠纷"), "recurred": _("反复")}
    headers |= {"share": _("占比"), "expected": _("随机预期"), "excess": _("超出预期")}
    select = counts.filter_by(way.view, "category")
    show_chart(way.view, fig, rows[list(headers)], f"recurrence_{way.key}", select=select, columns=headers)


@st.cache_data(max_entries=32, show_spinner=False)
def _escalation(
    version: str, _store: Store, scope: Scope, pipeline: str, window: int, kind: str
) -> escalation.Escalation:
    failures = follow_up.failures(_store, scope, pipeline)
    if kind == "incidents":
        events, links = follow_up.incidents_near(_store, scope, window), follow_up.read_links()
    else:
        events = follow_up.suits_near(_store, scope, window)
        links = pd.DataFrame({"dispute": events["category"].unique(), "event": events["category"].unique()})
    as_of = pd.Timestamp(_store.as_of).normalize()
    marked = escalation.mark(failures, events, links, window=window, as_of=as_of)
    return escalation.summarise(marked)


def escalating(way: Pipeline) -> None:
    """What followed failed mediations in the same cell and of a linked type, against what went before."""
    if is_too_fine(way.view):
        return
    window = _window("escalation_window")
    kinds = tuple(FOLLOWED) if way.key == "grid" else ("incidents",)  # a case of the court is a suit itself
    found = {
        kind: _escalation(way.view.store.version, way.view.store, way.view.scope, way.key, window, kind)
        for kind in kinds
    }
    if not any(one.failures for one in found.values()):
        st.info(_("期间内没有调解不成的纠纷。"))
        return
    for kind, one in found.items():
        st.html(f'<p class="wz-answer">{html.escape(_escalation_text(_(FOLLOWED[kind]), one, window))}</p>')
    _escalation_chart(way, found, window)
    st.caption(
        _(
            "按网格和类型关联,不按当事人;对照为同镇其他网格同样长的前后时间窗(Mantel–Haenszel)。"
            "比值的区间含 1 时,看不出调解不成之后比之前更多。关联类型见 data/escalation_links.csv。"
        )
    )


def _escalation_text(what: str, one: escalation.Escalation, window: int) -> str:
    text = _(
        "{what}:{failures} 件调解不成,其中 {observed} 件前后 {window} 天都在数据内;"
        "之后同格出现的有 {after} 件,之前同样长时间内有 {before} 件。"
    ).format(
        what=what,
        failures=number(one.failures),
        observed=number(one.observed),
        window=window,
        after=number(one.followed),
        before=number(one.preceded),
    )
    if one.ratio is None:
        return text + _("事件太少,不计算比值。")
    return text + _("与同镇其他网格相比,之后与之前之比为 {ratio}(95 % 区间 {low}–{high})。").format(
        ratio=number(one.ratio.value, 2), low=number(one.ratio.low, 2), high=number(one.ratio.high, 2)
    )


def _escalation_chart(way: Pipeline, found: dict[str, escalation.Escalation], window: int) -> None:
    rows = pd.DataFrame(
        [
            {"name": f"{_(FOLLOWED[kind])} · {word}", "count": n, "events": events}
            for kind, one in found.items()
            for word, n, events in (
                (_("之前"), one.preceded, one.events_before),
                (_("之后"), one.followed, one.events_after),
            )
        ]
    )
    most = max(one.followed for one in found.values())
    title = _("调解不成后 {window} 天内,最多 {n} 件在同格出现关联事件").format(window=window, n=number(most))
    fig = bars.bars(rows, "name", "count", net="line", sort=False)
    seen = max(one.observed for one in found.values())
    below = way.view.subtitle(_("有关联事件的调解不成件数"), seen, _("件"))
    fig = frame.decorate(fig, title, below, way.view.foot(way.source))
    headers = {"name": _("时间窗"), "count": _("纠纷"), "events": _("事件")}
    show_chart(way.view, fig, rows, f"escalation_{way.key}", columns=headers)
