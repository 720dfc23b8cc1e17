"""The shared SQL store: schema, the one read gateway, publishing, loading, rollups, checks.

Imports nothing of ours but the vocabulary (errors, settings, scope, labels).
"""
