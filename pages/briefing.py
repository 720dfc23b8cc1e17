"""Briefing: choose, read, edit, order, and download the report of the three nets."""

from wzdash.ui.page import open_page
from wzdash.ui.panels import briefing, reopen

view = open_page("briefing")
reopen.by_code(view)
keys = briefing.chosen_sections()
briefing.files(view, keys)
briefing.preview(view, keys)
