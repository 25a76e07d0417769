"""Who belongs to an organization and its projects, in which role, and who is invited to."""
