"""Judges to start from, written by us: one file each in `judges/`."""
