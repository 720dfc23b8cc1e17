"""Reconciliation: every published figure against the store."""

from wzdash.ui.page import open_page
from wzdash.ui.panels import reconciliation

view = open_page("reconciliation")
reconciliation.answer(view)
reconciliation.figures(view)
