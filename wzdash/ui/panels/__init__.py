"""Panels: the parts of the pages, one module per subject. A panel asks the view and draws."""
