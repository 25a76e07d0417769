"""Scores: judgements of traces, observations, sessions and experiments, and the configs that say what a score may be."""
