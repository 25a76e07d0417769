"""Who may do what: permissions, roles, and the scopes of API keys. Pure tables; checking happens in `http/`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Permission(StrEnum):
    """One right inside a project or organization. Every route names the one it needs."""

    INGEST = "ingest"
    PROJECT_READ = "project:read"
    PROJECT_UPDATE = "project:update"
    PROJECT_DELETE = "project:delete"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    KEYS_READ = "keys:read"
    KEYS_WRITE = "keys:write"
    TRACES_READ = "traces:read"
    TRACES_WRITE = "traces:write"
    TRACES_DELETE = "traces:delete"
    SCORES_READ = "scores:read"
    SCORES_WRITE = "scores:write"
    SCORE_CONFIGS_READ = "score_configs:read"
    SCORE_CONFIGS_WRITE = "score_configs:write"
    COMMENTS_READ = "comments:read"
    COMMENTS_WRITE = "comments:write"
    VIEWS_READ = "views:read"
    VIEWS_WRITE = "views:write"
    EXPORTS_READ = "exports:read"
    EXPORTS_WRITE = "exports:write"
    MODELS_READ = "models:read"
    MODELS_WRITE = "models:write"
    PROMPTS_READ = "prompts:read"
    PROMPTS_WRITE = "prompts:write"
    PROMPTS_APPROVE = "prompts:approve"
    PROMPT_RULES_WRITE = "prompt_rules:write"
    CONNECTIONS_READ = "connections:read"
    CONNECTIONS_WRITE = "connections:write"
    PLAYGROUND_RUN = "playground:run"
    AUTOMATIONS_READ = "automations:read"
    AUTOMATIONS_WRITE = "automations:write"
    DATASETS_READ = "datasets:read"
    DATASETS_WRITE = "datasets:write"
    EXPERIMENTS_READ = "experiments:read"
    EXPERIMENTS_WRITE = "experiments:write"
    EVALUATORS_READ = "evaluators:read"
    EVALUATORS_WRITE = "evaluators:write"
    ANNOTATION_READ = "annotation:read"
    ANNOTATION_WRITE = "annotation:write"
    METRICS_READ = "metrics:read"
    AUDIT_READ = "audit:read"
    RECEIPTS_READ = "receipts:read"
    INSTANCE_READ = "instance:read"
    ORGANIZATION_UPDATE = "organization:update"
    ORGANIZATION_DELETE = "organization:delete"
    PROJECTS_CREATE = "projects:create"


class Role(StrEnum):
    """A member's role, in an organization or, overriding it, in one project. Ordered from most to least.

    NONE belongs to someone who is in the organization only to hold a role in single projects.
    """

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
    VIEWER = "VIEWER"
    NONE = "NONE"

    def covers(self, other: Role) -> bool:
        """True when this role is at least as high as the other: nobody may hand out a role above the own one."""
        order = list(Role)
        return order.index(self) <= order.index(other)


class KeyScope(StrEnum):
    """What an API key may be used for."""

    FULL = "full"
    INGEST = "ingest"
    READ = "read"


P = Permission

_READS: Final = frozenset(
    p
    for p in Permission
    if p.value.endswith(":read") and p not in {P.MEMBERS_READ, P.KEYS_READ, P.AUDIT_READ, P.INSTANCE_READ, P.RECEIPTS_READ}
)
_MEMBER: Final = _READS | {
    P.INGEST, P.MEMBERS_READ, P.KEYS_READ, P.RECEIPTS_READ, P.TRACES_WRITE, P.SCORES_WRITE, P.SCORE_CONFIGS_WRITE,
    P.COMMENTS_WRITE, P.VIEWS_WRITE, P.EXPORTS_WRITE, P.PROMPTS_WRITE, P.PROMPTS_APPROVE, P.PLAYGROUND_RUN,
    P.DATASETS_WRITE, P.EXPERIMENTS_WRITE, P.EVALUATORS_WRITE, P.ANNOTATION_WRITE,
}  # fmt: skip
_ADMIN: Final = frozenset(Permission) - {P.PROJECT_DELETE, P.ORGANIZATION_DELETE, P.INSTANCE_READ}

ROLE_PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _ADMIN,
    Role.MEMBER: frozenset(_MEMBER),
    Role.VIEWER: _READS,
    Role.NONE: frozenset(),
}

_PERSONAL: Final = {P.INSTANCE_READ, P.ORGANIZATION_UPDATE, P.ORGANIZATION_DELETE, P.PROJECTS_CREATE, P.PROJECT_DELETE}
KEY_PERMISSIONS: Final[dict[KeyScope, frozenset[Permission]]] = {
    KeyScope.FULL: frozenset(Permission) - _PERSONAL,
    # An ingest-only key may read its own project's name: it is the call by which every SDK checks its credentials.
    KeyScope.INGEST: frozenset({P.INGEST, P.SCORES_WRITE, P.PROJECT_READ}),
    KeyScope.READ: _READS | {P.RECEIPTS_READ},
}
ORGANIZATION_KEY_PERMISSIONS: Final = frozenset({
    P.PROJECTS_CREATE, P.PROJECT_READ, P.PROJECT_UPDATE, P.PROJECT_DELETE, P.MEMBERS_READ, P.MEMBERS_WRITE, P.KEYS_READ, P.KEYS_WRITE,
    P.ORGANIZATION_UPDATE, P.AUDIT_READ,
})  # fmt: skip
"""What a key of an organization may do: administer its projects, members and keys, never read what the projects hold."""

PUBLIC_KEY_PERMISSIONS: Final = frozenset({P.SCORES_WRITE})
"""What a public key alone (`Authorization: Bearer pk-lf-…`, the browser SDK) may do: write scores."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of authentication: who calls, for which project, with which permissions.

    Exactly one of `user_id` and `key_id` is set. `project_id` is empty only on routes that are not about a project,
    `organization_id` only on routes that are about neither.
    """

    project_id: str
    organization_id: str
    permissions: frozenset[Permission]
    user_id: str = ""
    session_id: str = ""
    address: str = ""
    key_id: str = ""
    public_key: str = ""
    sdk_name: str = ""
    sdk_version: str = ""

    def may(self, permission: Permission) -> bool:
        """True when this caller holds the permission."""
        return permission in self.permissions
