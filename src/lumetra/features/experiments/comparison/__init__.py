"""Runs compared, item by item."""
