"""Links to a page of the dashboard with a scope: what a sentence or a card opens."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urlencode

from wzdash.charts import frame
from wzdash.labels import _, language
from wzdash.scope import Scope
from wzdash.ui.navigation import PAGES, Route


def page_of(fact: str) -> Route | None:
    """The page about a fact; None where no page is about it alone."""
    return next((page for page in PAGES if page.domain == fact), None)


def address(page: Route, scope: Scope) -> str:
    """The page with the period and those filters of the scope that it has, in the running language."""
    kept = scope.where(**{key: None for key, _codes in scope.filters if key not in page.filters})
    return f"{page.key}?{urlencode(kept.to_query() | {'lang': language()})}"


def anchor(page: Route | None, scope: Scope, text: str) -> str:
    """The text as a link in HTML; the text alone without a page."""
    if page is None:
        return html.escape(text)
    return f'<a href="{html.escape(address(page, scope))}" target="_self">{html.escape(text)}</a>'


def defined(fig: Any, name: str) -> Any:
    """The figure with the name of the metric that it shows: its foot then leads to the definition."""
    fig.layout.meta = {**(fig.layout.meta or {}), "metric": name}
    return fig


def metric_of(fig: Any) -> str:
    """Name of the metric that the figure shows; empty where it does not say."""
    name: str = (fig.layout.meta or {}).get("metric", "")
    return name


def footing(fig: Any) -> str:
    """The foot of a figure as HTML, with a link to the definition of its metric where it names one."""
    text, name = frame.footing(fig), metric_of(fig)
    if not name or not text:
        return text
    words = html.escape(_("口径说明"))
    link = f'<a href="glossary?metric={html.escape(name)}" target="_blank">{words}</a>'
    return text.removesuffix("</p>") + f" · {link}</p>"
