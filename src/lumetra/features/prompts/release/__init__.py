"""Label moves that wait for approval."""
