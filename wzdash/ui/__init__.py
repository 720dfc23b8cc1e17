"""The only code that imports streamlit: navigation, filters, caching, layout, downloads."""
