"""Who does something to a prompt, as the registry needs to know it."""

from __future__ import annotations

from dataclasses import dataclass

from lumetra.domain.access import Access, Permission


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person (`user_id`) or a key (`key_id`); exactly one is set, both are empty for the server itself."""

    user_id: str = ""
    key_id: str = ""
    permissions: frozenset[Permission] = frozenset()

    @property
    def name(self) -> str:
        """How the audit trail names this actor: a user id, `key:<id>`, or `server`."""
        return self.user_id or (f"key:{self.key_id}" if self.key_id else "server")

    @property
    def created_by(self) -> str:
        """What the wire API answers as `createdBy`."""
        return self.user_id or "API"


SERVER = Actor(permissions=frozenset({Permission.PROMPT_RULES_WRITE}))
"""The server acting by itself: scheduled moves, guard-rails."""


def actor_of(access: Access) -> Actor:
    """The caller of a route as an actor."""
    return Actor(user_id=access.user_id, key_id=access.key_id, permissions=access.permissions)
