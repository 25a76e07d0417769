"""What people do about their own account: profile, password, joining by an invitation, and leaving for good."""
