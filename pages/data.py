"""Data: what there is and until when, from which batches, what was refused."""

from wzdash.ui.page import open_page
from wzdash.ui.panels import provenance

view = open_page("data")
provenance.answer(view)
provenance.held(view)
provenance.batches(view)
provenance.rejected(view)
