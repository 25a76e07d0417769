"""API keys: key pairs of projects, and those of an organization, which administer its projects."""
