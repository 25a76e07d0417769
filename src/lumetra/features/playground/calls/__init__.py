"""One column's call to a model: what is sent, the answer as it comes, and the trace of it."""
