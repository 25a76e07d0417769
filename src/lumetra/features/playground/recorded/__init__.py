"""Calls that were recorded, as columns to try again."""
