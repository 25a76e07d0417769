"""A project's ways to model providers: stored with sealed secrets, tested on save, opened for a call."""
