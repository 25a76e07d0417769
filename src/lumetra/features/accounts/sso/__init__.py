"""Signing in with an identity provider: OpenID Connect, and GitHub's OAuth. The rules of linking are in docs/adr/0015."""
