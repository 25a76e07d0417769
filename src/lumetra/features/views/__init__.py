"""Saved views: a table's filter, order and columns under a name, for oneself or the whole project."""
