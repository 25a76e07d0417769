"""Tags, bookmarks and deletions, of some traces or of all that a filter finds."""
