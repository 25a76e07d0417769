"""Projects: making, changing and deleting them, and what of their settings and their end others have to know."""
