"""The briefing page: choose sections, read and edit the text, order the added charts, make the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import streamlit as st

from wzdash.briefing import ledger
from wzdash.briefing.material import Material
from wzdash.briefing.sections import SECTIONS, compose
from wzdash.charts import theme
from wzdash.charts.mapfigure import narrowed
from wzdash.errors import ExportError
from wzdash.export import picture
from wzdash.export.document import Cards, Document, Figure, Heading, Part, Text
from wzdash.export.formats import FORMATS, warm
from wzdash.labels import _, language
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import basket, screen
from wzdash.ui.layout import lazy_tabs
from wzdash.ui.page import View
from wzdash.ui.writing import Writing

EDITS, JOB, TOLD, MADE = "wz_brief_edits", "wz_brief_job", "wz_brief_told", "wz_brief_made"
CHOSEN = "wz_brief_sections"
NEED_CHROMIUM = ("pdf",)
DRAWN = 10  # of all pictures, roughly what a progress bar counts to


@st.cache_resource(max_entries=24, show_spinner=False)
def _section(version: str, _store: Store, scope: Scope, key: str, lang: str) -> Document:
    with theme.using("light"):  # on paper, whatever the page
        return compose(Material(_store, scope), [key])


def chosen_sections() -> list[str]:
    """The sections in the order in which they were chosen; the choice outlives a change of language."""
    held: list[str] = st.session_state.setdefault(CHOSEN, list(SECTIONS))
    key = f"brief_sections_{language()}"  # Streamlit keeps the labels, which are others in each language
    st.session_state[key] = held
    return st.multiselect(
        _("部分(按选择的先后排列)"),
        list(SECTIONS),
        format_func=lambda one: _(SECTIONS[one]),
        key=key,
        on_change=lambda: st.session_state.update({CHOSEN: list(st.session_state[key])}),
    )


def _edits(view: View) -> dict[str, str]:
    """{key: text} as edited for this scope and language."""
    edits = st.session_state.setdefault(EDITS, {})
    found: dict[str, str] = edits.setdefault((view.scope, language()), {})
    return found


def preview(view: View, keys: Sequence[str]) -> None:
    """One tab per section, and one for the added charts; only the open one is computed."""
    tabs = {_(SECTIONS[key]): partial(_preview_section, view, key) for key in keys}
    tabs[_("加入的图")] = partial(_preview_basket)  # no count in it: a tab of another name is another tab
    lazy_tabs(tabs, key="brief_tabs")


def _preview_section(view: View, key: str) -> None:
    with st.spinner(_("正在编写简报")):
        document = _section(view.store.version, view.store, view.scope, key, language())
    for index, part in enumerate(document.parts):
        _preview_part(view, part, f"{key}_{index}")


def _preview_part(view: View, part: Part, key: str) -> None:
    if isinstance(part, Heading):
        st.subheader(part.text, anchor=False)
    elif isinstance(part, Text) and part.key:
        _edit(view, part)
    elif isinstance(part, Text):
        st.caption(part.text)
    elif isinstance(part, Cards):
        for column, card in zip(st.columns(len(part.cards)), part.cards, strict=True):
            column.metric(
                card.label,
                card.value,
                card.change or None,
                delta_color="off",
                delta_arrow="off",
                help=card.note,
            )
    elif isinstance(part, Figure):
        _draw(part, key)
    else:
        st.markdown(f"**{part.title}**")
        st.dataframe(part.rows.rename(columns=dict(part.columns)), hide_index=True, key=f"table_{key}")


def _edit(view: View, part: Text) -> None:
    edits, key = _edits(view), f"brief_{part.key}_{hash((view.scope, language()))}"
    st.text_area(
        _("正文,可修改"),
        edits.get(part.key, part.text),
        key=key,
        height="content",
        label_visibility="collapsed",
        on_change=_keep,
        args=(edits, part, key),
    )


def _keep(edits: dict[str, str], part: Text, key: str) -> None:
    """Takes a changed text over before anything is drawn or written with it."""
    text = st.session_state[key]
    if text != part.text:
        edits[part.key] = text
    else:
        edits.pop(part.key, None)


def _draw(figure: Figure, key: str, *, titled: bool = True) -> None:
    if titled:
        st.markdown(f"**{figure.title}**")
    st.caption(figure.subtitle)
    st.plotly_chart(
        narrowed(figure.picture, screen.page_width()) if screen.is_narrow() else figure.picture,
        key=f"brief_chart_{key}",
        theme=None,
        alt=f"{figure.title} {figure.subtitle}",
        config={"displayModeBar": False},
    )
    st.caption(figure.foot)


def _preview_basket() -> None:
    held, gone = basket.charts(), basket.removed()
    if gone:
        st.button(_("放回「{title}」").format(title=gone), key="brief_put_back", on_click=basket.put_back)
    if held:
        st.caption(
            _("共 {n} 幅,只在这个浏览器标签页里:换页、换语言都在,刷新或关闭就没有了。").format(n=len(held))
        )
    else:
        st.info(_("还没有加入的图。在任一页的图下点「下载」,再点「加入简报」。"))
    for index, figure in enumerate(held):
        with st.container(horizontal=True, vertical_alignment="center"):
            steps = ((_("上移"), basket.move, (index, -1)), (_("下移"), basket.move, (index, 1)))
            for label, act, args in (*steps, (_("移除"), basket.remove, (index,))):
                st.button(label, key=f"brief_{label}_{index}", on_click=act, args=args)
        _title(figure, f"brief_title_{figure.name}")
        _draw(figure, f"basket_{index}", titled=False)


def _title(figure: Figure, key: str) -> None:
    st.text_input(
        _("图题,可修改"),
        figure.title,
        key=key,
        label_visibility="collapsed",
        on_change=lambda: basket.rename(figure.name, st.session_state[key]),
    )


def _state(view: View, keys: Sequence[str]) -> tuple[object, ...]:
    """What the files depend on: when it changes, those made before are old."""
    added = tuple((one.name, one.title) for one in basket.charts())
    texts = tuple(sorted(_edits(view).items()))
    return view.store.version, view.scope, language(), tuple(keys), added, texts


def document_of(view: View, keys: Sequence[str]) -> Document:
    """The whole briefing: the chosen sections with edited texts, then the added charts; its code kept."""
    material = Material(view.store, view.scope)
    code = ledger.remember(material, view.page.key, {"sections": ",".join(keys)})
    sections = [_section(view.store.version, view.store, view.scope, key, language()) for key in keys]
    parts: list[Part] = [part for one in sections for part in one.parts]
    if basket.charts():
        parts += [Heading(_("加入的图"), 1), *basket.named()]
    stamp = replace(sections[0].stamp, code=code, made_at=datetime.now().astimezone())
    return replace(sections[0], stamp=stamp, parts=tuple(parts)).edited(_edits(view))


def files(view: View, keys: Sequence[str]) -> None:
    """The formats, the button that starts, progress with cancel, then the downloads."""
    possible = [name for name in FORMATS if picture.available() or name not in NEED_CHROMIUM]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        formats = st.multiselect(
            _("格式"), possible, default=possible, format_func=str.upper, key="brief_formats"
        )
        started = st.button(_("生成简报"), type="primary", disabled=not (keys and formats), key="brief_start")
    if started:
        _stop()
        try:
            warm(formats)
            with st.spinner(_("正在编写简报")):
                document = document_of(view, keys)
            st.session_state[JOB], st.session_state[MADE] = Writing(document, formats), _state(view, keys)
        except ExportError as error:
            st.error(str(error))
    if JOB in st.session_state:
        if st.session_state.get(MADE) != _state(view, keys):
            st.warning(_("期间、筛选、部分、正文或加入的图已改过:下面的文件还是改前的,请重新生成。"))
        _progress(st.session_state[JOB])


def _progress(job: Writing) -> None:
    running = job.is_running
    st.fragment(_watch, run_every=0.5 if running else None)()


def _watch() -> None:
    job: Writing | None = st.session_state.get(JOB)
    if job is None:
        return
    if job.is_running:
        st.progress(min(job.steps / (3 * DRAWN), 0.95), _("正在写:{step}").format(step=job.step))
        st.button(_("取消"), key="brief_cancel", on_click=_cancel)
        return
    told = st.session_state.get(TOLD) is job
    if told:
        _finished(job)
        return
    st.session_state[TOLD] = job
    st.rerun()  # the whole page once more, so that nothing ticks any longer


def _cancel() -> None:
    if _stop():
        st.toast(_("已取消,没有留下文件。"))


def _stop() -> bool:
    """Ends what is being written, and forgets what was; True when there was something."""
    job = st.session_state.pop(JOB, None)
    if job is not None:
        job.cancel()
    return job is not None


def _finished(job: Writing) -> None:
    if job.error:
        st.error(job.error)
        return
    with st.container(horizontal=True):
        for name, data in sorted(job.files.items()):
            kind = name.rpartition(".")[2]
            st.download_button(
                kind.upper(), data, name, FORMATS[kind][1], key=f"brief_get_{kind}", on_click="ignore"
            )
