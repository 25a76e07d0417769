"""Which models a connection offers, asked from the provider itself."""

from __future__ import annotations

from typing import Any

import httpx2
import orjson

from lumetra.domain.errors import Refusal
from lumetra.engines.outbound import AllowedHosts, guarded_client
from lumetra.llm.connection import ANTHROPIC_URL, OPENAI_URL, Connection, default_models
from lumetra.llm.failures import CallFailure, describe, read_network_failure, read_refusal

_GOOGLE_URL = "https://generativelanguage.googleapis.com"


async def discover_models(connection: Connection, allowed: AllowedHosts) -> list[str]:
    """Names of the models, sorted. Adapters without such a listing give the known ones. Raises CallFailure."""
    if connection.adapter in {"azure", "bedrock", "google-vertex-ai"}:
        return sorted({*default_models(connection.adapter), *connection.models})
    url, headers = _listing(connection)
    try:
        async with guarded_client(allowed, timeout_seconds=15) as client:
            answer = await client.get(url, headers={**connection.extra_headers, **headers})
    except (Refusal, httpx2.HTTPError) as error:
        failure = read_refusal(error) or read_network_failure(error)
        raise failure or CallFailure("bad_answer", f"The provider's answer could not be read{describe(error)}") from error
    if answer.status_code in {401, 403}:
        raise CallFailure("auth", "The provider does not accept the API key of this connection", answer.status_code)
    if answer.status_code >= 400:
        raise CallFailure(
            "provider_error", f"The provider answered {answer.status_code} to the list of models", answer.status_code
        )
    try:
        return sorted({name for name in _names(orjson.loads(answer.content)) if name})
    except (orjson.JSONDecodeError, AttributeError, TypeError) as error:
        raise CallFailure("bad_answer", "The provider's list of models could not be read") from error


def _listing(connection: Connection) -> tuple[str, dict[str, str]]:
    if connection.adapter == "anthropic":
        base = connection.base_url.removesuffix("/").removesuffix("/v1") or ANTHROPIC_URL
        return f"{base}/v1/models?limit=1000", {"x-api-key": connection.secret, "anthropic-version": "2023-06-01"}
    if connection.adapter == "google-ai-studio":
        base = connection.base_url.removesuffix("/").removesuffix("/v1beta") or _GOOGLE_URL
        return f"{base}/v1beta/models?pageSize=1000", {"x-goog-api-key": connection.secret}
    base = connection.base_url.removesuffix("/") or OPENAI_URL
    return f"{base}/models", {"Authorization": f"Bearer {connection.secret}"} if connection.secret else {}


def _names(body: Any) -> list[str]:
    entries = body.get("data") or body.get("models") or []
    return [str(entry.get("id") or entry.get("name") or "").removeprefix("models/") for entry in entries]
