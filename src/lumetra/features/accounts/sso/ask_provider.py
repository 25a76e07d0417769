"""HTTP to an identity provider. The operator named its address, so it may lie in a private network; answers are bounded all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from lumetra.features.accounts.sso.problems import SsoProblem

TIMEOUT_SECONDS: Final = 10
MAX_BYTES: Final = 1024**2


def ask(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: str | None = None, timeout: float = TIMEOUT_SECONDS
) -> Any:
    """The JSON of an answer.

    Raises SsoProblem: `provider_down` when there is none or the server failed, `provider_refused` for a refusal or what is
    no JSON. Redirects are refused, for a secret may be in the request. Proxies and authorities of the environment count.
    """
    sent = {"Accept": "application/json", "User-Agent": "Lumetra", **(headers or {})}
    try:
        with (
            httpx2.Client(timeout=timeout) as client,
            client.stream(method, url, headers=sent, content=body) as response,
        ):
            content = _bounded(response)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SsoProblem("provider_down", f"{url}: {type(error).__name__}: {error}") from error
    if response.status_code >= 500 or response.status_code == 429:
        raise SsoProblem("provider_down", f"{url} answered {response.status_code}")
    try:
        answer = httpx2.Response(200, content=content).json()
    except ValueError as error:
        raise SsoProblem("provider_refused", f"{url} answered {response.status_code} with what is not JSON") from error
    if response.status_code != 200:
        raise SsoProblem("provider_refused", f"{url} answered {response.status_code}: {_said(answer)}")
    return answer


def ask_object(method: str, url: str, *, headers: Mapping[str, str] | None = None, body: str | None = None) -> dict[str, Any]:
    """See `ask`; anything but a JSON object is refused. OAuth's errors with status 200, as GitHub sends them, are as well."""
    answer = ask(method, url, headers=headers, body=body)
    if not isinstance(answer, dict):
        raise SsoProblem("provider_refused", f"{url} answered no JSON object")
    if "error" in answer:
        raise SsoProblem("provider_refused", f"{url}: {_said(answer)}")
    return answer


def _bounded(response: httpx2.Response) -> bytes:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise SsoProblem("provider_refused", f"{response.url} answered more than {MAX_BYTES} bytes")
    return bytes(content)


def _said(answer: Any) -> str:
    if not isinstance(answer, dict):
        return ""
    return f"{answer.get('error', '')} {answer.get('error_description') or answer.get('message') or ''}".strip()
