"""Prompts from memory, as applications fetch them: finished answers, and which arm of an A/B test a caller gets."""
