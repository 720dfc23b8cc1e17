"""The keyboard's place on the page stays where a download was asked for.

Streamlit disables a download's button while the file is made, and a browser takes the focus from a disabled
button: Escape then no longer reaches the window that the button is in, and Tab begins at the page's top.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

SCRIPT = """export default function () {
  const asked = (event) => {
    const button = event.target.closest?.(".stDownloadButton button");
    if (!button) return;
    const observer = new MutationObserver(() => {
      if (button.disabled) return;
      observer.disconnect();
      if (document.activeElement === document.body) button.focus({ preventScroll: true });
    });
    observer.observe(button, { attributes: true, attributeFilter: ["disabled"] });
  };
  document.addEventListener("click", asked, true);
  return () => document.removeEventListener("click", asked, true);
}"""


@st.cache_resource(show_spinner=False)
def _keeper() -> Any:
    return st.components.v2.component("wz_focus", js=SCRIPT)


def keep() -> None:
    """Gives the focus back to a download's button when its file is made; draws nothing."""
    with st.container(key="wz_focus_box"):
        _keeper()(key="wz_focus", height=1)
