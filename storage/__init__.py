"""Rows, migrations and queries by noun. The one room that knows SQL; its rows do not travel out of it."""
