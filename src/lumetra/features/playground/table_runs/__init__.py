"""Runs over the rows of a table, by a durable job."""
