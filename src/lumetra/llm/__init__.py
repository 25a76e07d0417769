"""Calling language models through a project's connections."""
