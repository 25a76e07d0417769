"""Sessions, read as conversations, and users."""
