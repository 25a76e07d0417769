"""Datasets: items with a history, so that any past state can be read and run again."""
