"""Runs of all columns: live, kept, followed by others and exported."""
