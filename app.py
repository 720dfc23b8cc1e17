"""Entry point of the dashboard: `streamlit run app.py`, or `make run`."""

from wzdash.ui.frame import run

run()
