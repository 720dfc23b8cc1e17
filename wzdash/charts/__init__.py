"""Pure charts: a DataFrame in, a plotly Figure or a pydeck Deck out; theme.py alone knows colours and fonts."""
