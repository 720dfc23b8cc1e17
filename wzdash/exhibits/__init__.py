"""Metrics as people see them: the answer in words, drawn, with its finding.

A page puts an exhibit on the screen, a report puts the same one into a document.
"""
