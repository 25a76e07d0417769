"""Ready-made checks: pure functions from a value and what was expected of it to a verdict with its reason."""
