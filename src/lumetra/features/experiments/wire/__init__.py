"""The Langfuse-compatible side of experiments and dataset runs."""
