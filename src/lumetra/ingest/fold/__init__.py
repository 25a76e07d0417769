"""Brings partial updates together into whole records."""
