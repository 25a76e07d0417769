"""Prompts and their versions: names, folders, content, comments, export and import."""
