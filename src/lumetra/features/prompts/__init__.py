"""Prompts as data: versions, labels, composition, release flow, A/B tests. Nothing here calls a model."""
