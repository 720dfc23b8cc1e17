"""Data: how fresh, from which batches, what was refused."""

from functools import partial

from wzdash.ui.layout import side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import provenance

view = open_page("data")
provenance.answer(view)
provenance.batches(view)
side_by_side(partial(provenance.rejected, view), partial(provenance.sizes, view), widths=(2, 1))
