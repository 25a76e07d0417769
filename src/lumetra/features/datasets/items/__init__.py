"""Items written one by one and many at once."""
