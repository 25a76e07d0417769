"""How the Langfuse-compatible API shows a prompt version (contract 6.1)."""

from __future__ import annotations

from typing import Any

from lumetra.domain.prompt import PRODUCTION, PromptContent, PromptVersion
from lumetra.http.wire_time import wire_time


def wire_version(
    version: PromptVersion, *, prompt: PromptContent | None = None, graph: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The full row; `prompt` replaces the stored content by its resolved form."""
    return {
        "id": version.id,
        "createdAt": wire_time(version.created_at),
        "updatedAt": wire_time(version.updated_at),
        "projectId": version.project_id,
        "createdBy": version.created_by,
        "prompt": version.prompt if prompt is None else prompt,
        "name": version.name,
        "version": version.version,
        "type": version.type,
        "isActive": PRODUCTION in version.labels,
        "config": version.config,
        "tags": version.tags,
        "labels": version.labels,
        "commitMessage": version.commit_message,
        "resolutionGraph": graph,
    }
