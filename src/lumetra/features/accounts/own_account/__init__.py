"""What people do about their own account besides signing in: a forgotten password, and leaving for good."""
