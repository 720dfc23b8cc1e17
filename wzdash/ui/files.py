"""Files of a view: what each carries, how it is called, and the code that reopens the view.

The code is a digest and costs nothing; it is written into the ledger only when a file is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import replace

import streamlit as st

from wzdash.briefing import ledger
from wzdash.briefing.material import Material
from wzdash.errors import ExportError
from wzdash.export.stamp import Stamp
from wzdash.metrics.catalogue import METRICS
from wzdash.ui import cached, state
from wzdash.ui.page import View

_UNSAFE = re.compile(r"[^\w\-]+")
PASSING = ("code", "present", "slide", "every")  # link parameters that are not part of what is seen


def stamp_of(view: View, title: str, metric: str = "") -> Stamp:
    """What every export of this view carries: title, scope, data date, demo mark, definitions, code."""
    return Stamp(
        title=title,
        scope=view.scope_text(),
        as_of=view.store.as_of,
        simulated=view.store.simulated,
        code=ledger.code_of(view.page.key, view.scope, asked(), cached.version()),
        version=definitions(view, metric),
    )


def asked() -> dict[str, str]:
    """What the page's link says beyond the scope."""
    aside = {*state.KEPT, *PASSING}
    return {key: value for key, value in st.query_params.to_dict().items() if key not in aside}


def definitions(view: View, metric: str = "") -> str:
    """The definition version of the metric, or of all of the page's net where a picture shows several."""
    if metric in METRICS:
        return METRICS[metric].version
    net = view.page.net
    return " / ".join(sorted({one.version for one in METRICS.values() if net in ("", one.net)}))


def kept(view: View, extra: Mapping[str, str] | None = None) -> str:
    """The code of the view, now in the ledger with what its net's numbers are. Raises ExportError."""
    nets = (view.page.net,) if view.page.net else ()
    more = asked() if extra is None else extra
    return ledger.remember(Material(view.store, view.scope), view.page.key, more, nets)


def button(
    view: View, label: str, make: Callable[[Stamp], bytes], stamp: Stamp, *, name: str, mime: str, key: str
) -> None:
    """A download made when it is clicked, in the language and mode of this run; its code is kept then."""
    context, extra = copy_context(), asked()
    st.download_button(
        label,
        lambda: context.copy().run(made, view, make, stamp, extra),
        name,
        mime,
        key=f"dl_{key}_{label}",
        on_click="ignore",
        width="stretch",
    )


def made(view: View, make: Callable[[Stamp], bytes], stamp: Stamp, extra: Mapping[str, str]) -> bytes:
    """The file; without a code where the code cannot be kept, for a code that nobody knows is none."""
    try:
        code = kept(view, extra)
    except ExportError:
        code = ""
    return make(replace(stamp, code=code))


def file_stem(view: View, key: str) -> str:
    """Name of an exported file without its ending: page, chart and period."""
    days = f"{view.scope.start:%Y%m%d}-{view.scope.end:%Y%m%d}"
    return _UNSAFE.sub("-", f"wzdash_{view.page.key}_{key}_{days}")
