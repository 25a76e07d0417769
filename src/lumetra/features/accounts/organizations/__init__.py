"""Organizations, which own projects and have members."""
