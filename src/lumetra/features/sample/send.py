"""Sends the sample project to a running server, as SDKs would: prompts, traffic, a dataset with experiments."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx2

from lumetra.domain.errors import Transient
from lumetra.features.sample.prompts import VERSIONS, names
from lumetra.features.sample.regressions import dataset_requests
from lumetra.features.sample.replay import replay
from lumetra.features.sample.requests import SampleRequest

_ATTEMPTS = 5


def send_sample(
    base_url: str,
    public_key: str,
    secret_key: str,
    *,
    days: int = 7,
    sessions: int = 220,
    seed: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Fill the project of these keys with the sample and return how many requests were accepted.

    `on_progress(done, total)` is called after each request. Raises Transient when the server does not accept one after five tries.
    """
    now = datetime.now(UTC)
    with httpx2.Client(base_url=base_url, auth=(public_key, secret_key), timeout=30) as client:
        requests = [*_prompt_requests(client), *replay(now=now, days=days, sessions=sessions, seed=seed), *dataset_requests(now)]
        for number, request in enumerate(requests, 1):
            _send(client, request)
            if on_progress:
                on_progress(number, len(requests))
    return len(requests)


def _prompt_requests(client: httpx2.Client) -> Iterator[SampleRequest]:
    """Each prompt that the project does not have: versions are immutable, so that creating them twice would add some."""
    for name in names():
        known = _ask(client, "GET", f"/api/public/v2/prompts/{quote(name, safe='')}", params={"label": "latest"})
        if known.status_code == 404:
            for version in VERSIONS:
                if version.name == name:
                    yield SampleRequest("/api/public/v2/prompts", {"Content-Type": "application/json"}, version.body())


def _send(client: httpx2.Client, request: SampleRequest) -> None:
    response = _ask(client, "POST", request.path, content=request.body, headers=request.headers)
    if not response.is_success:
        raise _refused(client, f"{response.status_code} {response.text[:200]}")


def _ask(client: httpx2.Client, method: str, path: str, **sent: Any) -> httpx2.Response:
    """The server's answer, asked for again while it is away or busy."""
    problem = ""
    for attempt in range(_ATTEMPTS):
        try:
            response = client.request(method, path, **sent)
        except httpx2.TransportError as error:
            problem = str(error) or type(error).__name__
        else:
            if response.status_code < 500 and response.status_code != 429:
                return response
            problem = f"{response.status_code} {response.text[:200]}"
        time.sleep(0.2 * 2**attempt)
    raise _refused(client, problem)


def _refused(client: httpx2.Client, problem: str) -> Transient:
    return Transient(f"the server at {client.base_url} did not accept the sample: {problem}")
