"""Items from files and to files."""
