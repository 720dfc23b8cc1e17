"""Metrics: each is declared once and answered from the smallest table that can."""
