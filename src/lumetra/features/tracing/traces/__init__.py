"""One trace: its header, tree and log, and its observations in full."""
