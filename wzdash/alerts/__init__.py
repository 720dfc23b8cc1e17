"""Alerts: rules in a file, checked against the store, told on the overview, as JSON and by mail."""
