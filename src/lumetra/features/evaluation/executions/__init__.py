"""One version of an evaluator on one target: asked for, worked off, recorded, read and forgotten."""
