"""Semantic conventions as tables of keys: what each instrumentation calls things. Pure functions, no I/O."""
