"""Defence line · organisations: who there is, what they cover, what they carry."""

from wzdash.ui.cards import show_cards
from wzdash.ui.page import open_page

view = open_page("organisations")
show_cards(view.headlines("mediation_groups", "grid_mediators"))
