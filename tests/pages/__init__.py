"""The pages as Streamlit runs them, on the small demo store."""
