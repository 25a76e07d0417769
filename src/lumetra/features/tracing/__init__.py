"""Traces, observations, sessions and users: reading, deleting, and the attributes that people set."""
