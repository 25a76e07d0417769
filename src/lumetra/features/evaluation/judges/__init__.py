"""Asking a language model for a judgement, and reading what it answers."""
