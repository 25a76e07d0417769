"""Prompts as applications fetch them: from memory, over the wire."""
