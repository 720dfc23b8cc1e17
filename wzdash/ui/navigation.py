"""The pages of the dashboard, in the order of the navigation. Adding a page is one row here and one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from wzdash.labels import N_, _


@dataclass(frozen=True)
class Route:
    """One page: its key (file and link), title, section, net, and the fact whose filters it shows.

    A page that is not scoped is about all of the store: it shows no period and no filters.
    """

    key: str
    title: str
    section: str
    net: str = ""
    domain: str = ""
    filters: tuple[str, ...] = field(default=("town", "village"))
    scoped: bool = True

    @property
    def file(self) -> str:
        """Path of its file from the root of the project."""
        return f"pages/{self.key}.py"


_GROUND, _SKY, _LINE = N_("地网"), N_("天网"), N_("防线")
_OVERVIEW, _DATA = N_("总览"), N_("数据")
_CATEGORY = ("town", "village", "group", "category", "source")

PAGES = (
    Route("overview", N_("总览"), _OVERVIEW),
    Route("briefing", N_("简报"), _OVERVIEW, filters=("town",)),
    Route("grid_map", N_("网格地图"), _OVERVIEW),
    Route("work_orders", N_("工单"), _GROUND, "ground", "work_order", (*_CATEGORY, "department")),
    Route("inspection", N_("巡查与隐患"), _GROUND, "ground"),
    Route("assessment", N_("考评"), _GROUND, "ground", filters=("town",)),
    Route("tianqiong", N_("天穹计划"), _SKY, "sky", filters=("town",)),
    Route("incidents", N_("警情"), _SKY, "sky", "incident", _CATEGORY),
    Route("before_after", N_("成效评估"), _SKY, "sky", filters=(), scoped=False),
    Route("mediation", N_("调解"), _LINE, "line", "dispute", (*_CATEGORY, "level")),
    Route("court_link", N_("法院联动"), _LINE, "line", filters=("town",)),
    Route("organisations", N_("调解组织"), _LINE, "line", filters=("town",)),
    Route("reconciliation", N_("对账"), _DATA, filters=(), scoped=False),
    Route("glossary", N_("指标口径"), _DATA, filters=(), scoped=False),
    Route("data", N_("数据质量"), _DATA, filters=(), scoped=False),
)
BY_KEY = {page.key: page for page in PAGES}
NAVIGATED = "wz_navigated"


def navigate() -> StreamlitPage:
    """Installs the navigation in the running language; the page it returns is the one to run."""
    st.session_state[NAVIGATED] = True
    sections: dict[str, list] = {}
    for page in PAGES:
        sections.setdefault(_(page.section), []).append(_entry(page, page.key))
    # streamlit serves the default page at the bare address only, and its name must be a working link too;
    # each entry needs an address of its own, so the default one takes a name that nobody links to
    sections[_(PAGES[0].section)][0] = _entry(PAGES[0], "start", default=True)
    sections[_(PAGES[0].section)].append(_entry(PAGES[0], PAGES[0].key, visibility="hidden"))
    return st.navigation(sections, position="top")


def _entry(page: Route, address: str, **options: Any) -> StreamlitPage:
    return st.Page(page.file, title=_(page.title), url_path=address, **options)


def installed() -> bool:
    """False only in the first run of a fresh process that starts at a page's own link: see page.open_page."""
    return bool(st.session_state.get(NAVIGATED))
