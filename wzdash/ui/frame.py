"""The frame around every page: page config, language, style, navigation; our errors become messages."""

from __future__ import annotations

import streamlit as st

from wzdash.errors import StoreMissing, WzdashError
from wzdash.labels import _
from wzdash.ui import borrowed, focus, navigation, present, screen, state, style


def run() -> None:
    """Draws the frame and runs the page that was asked for. Only errors meant for users are caught."""
    state.start_language()
    st.set_page_config(
        page_title=_("吴中区两网一线"),
        layout="wide",
    )
    style.apply()
    screen.watch(whole=present.asked())
    borrowed.translate()
    focus.keep()
    page = navigation.navigate()
    try:
        page.run()
    except StoreMissing as error:
        st.title(_("还没有数据"), anchor=False)
        st.info(str(error))
        st.markdown(
            _("演示数据约需一分钟:`python -m wzdash demo`。导入自己的数据:`python -m wzdash import`。")
        )
    except WzdashError as error:
        st.error(str(error))
