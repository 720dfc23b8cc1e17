"""Glossary: the declared definition of every metric."""

from wzdash.ui.page import open_page
from wzdash.ui.panels.glossary import glossary

view = open_page("glossary")
glossary(view)
