"""Agenda of the monthly and the quarterly meeting: generated from what changed, edited, downloaded."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import streamlit as st

from wzdash.briefing import agenda
from wzdash.errors import ExportError
from wzdash.export import picture
from wzdash.export.document import Cards, Document, Heading, Text
from wzdash.export.formats import FORMATS, save
from wzdash.labels import _, language
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached
from wzdash.ui.page import View

FILES = "wz_agenda_files"
ROW = 20  # pixels of a line in a text area


@st.cache_resource(max_entries=24, show_spinner=False)
def _composed(version: str, _store: Store, scope: Scope, meeting: str, lang: str) -> Document:
    return agenda.compose(_store, scope, meeting)


def panel(view: View) -> None:
    """Which meeting, its agenda with texts that may be edited, the files."""
    meeting = st.segmented_control(
        _("会议"),
        list(agenda.MEETINGS),
        format_func=lambda key: _(agenda.MEETINGS[key]),
        default="month",
        required=True,
        key="agenda_meeting",
    )
    with st.spinner(_("正在编写议程")):
        document = _composed(cached.version(), view.store, view.scope, meeting, language())
    st.subheader(document.title, anchor=False)
    asked = (view.scope, meeting, language())
    edits = _edited(document, str(abs(hash(asked))))
    _files(document.edited(edits), (asked, edits))


def _files(document: Document, asked: tuple) -> None:
    """The button that writes DOCX and PDF of the text as it stands, then the downloads."""
    formats = ["docx", "pdf"] if picture.available() else ["docx"]
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("生成议程文件"), type="primary", key="agenda_make"):
            try:
                with st.spinner(_("正在编写议程")):
                    st.session_state[FILES] = (asked, _written(document, formats))
            except ExportError as error:
                st.error(str(error))
        made_for, files = st.session_state.get(FILES, (None, {}))
        if made_for != asked:  # what was written before an edit is not offered any more
            return
        for name, data in sorted(files.items()):
            kind = name.rpartition(".")[2]
            st.download_button(
                kind.upper(), data, name, FORMATS[kind][1], key=f"agenda_get_{kind}", on_click="ignore"
            )


def _written(document: Document, formats: list[str]) -> dict[str, bytes]:
    stamped = replace(document, stamp=replace(document.stamp, made_at=datetime.now().astimezone()))
    with tempfile.TemporaryDirectory(prefix="wzdash-agenda-") as folder:
        return {path.name: path.read_bytes() for path in save(stamped, formats, Path(folder) / "files")}


def _edited(document: Document, key: str) -> dict[str, str]:
    """Draws the agenda; {key of a text: as edited}."""
    edits: dict[str, str] = {}
    for index, part in enumerate(document.parts):
        if isinstance(part, Heading):
            st.markdown(f"{'####' if part.level == 1 else '#####'} {part.text}")
        elif isinstance(part, Text) and part.key:
            edits[part.key] = st.text_area(
                _("正文,可修改"),
                part.text,
                key=f"{part.key}_{key}",
                height=max(70, ROW * len(part.lines) + 26),
                label_visibility="collapsed",
            )
        elif isinstance(part, Text):
            st.caption(part.text)
        elif not isinstance(part, Cards):
            st.markdown(f"**{part.title}**")
            shown = part.rows.rename(columns=dict(part.columns))
            st.dataframe(
                shown, hide_index=True, height="content", key=f"agenda_{index}_{key}", alt=part.title
            )
            st.caption(part.foot)
    return edits
