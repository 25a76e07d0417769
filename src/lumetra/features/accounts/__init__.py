"""Accounts: users, organizations, projects, memberships, API keys, sign-in sessions and the audit log."""
