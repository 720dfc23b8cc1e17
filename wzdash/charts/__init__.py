"""Pure charts: a DataFrame in, a Figure or a Deck out; theme.py alone knows colours and fonts."""
