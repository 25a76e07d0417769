"""Sends the replayed traffic to a running server, as an SDK would."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx2

from lumetra.domain.errors import Transient
from lumetra.features.sample.replay import ReplayRequest, replay

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
    """Replay the sample into the project of these keys and return how many requests were accepted.

    `on_progress(done, total)` is called after each request. Raises Transient when the server does not accept one after five tries.
    """
    requests = list(replay(now=datetime.now(UTC), days=days, sessions=sessions, seed=seed))
    with httpx2.Client(base_url=base_url, auth=(public_key, secret_key), timeout=30) as client:
        for number, request in enumerate(requests, 1):
            _send(client, request)
            if on_progress:
                on_progress(number, len(requests))
    return len(requests)


def _send(client: httpx2.Client, request: ReplayRequest) -> None:
    problem = ""
    for attempt in range(_ATTEMPTS):
        try:
            response = client.post(request.path, content=request.body, headers=request.headers)
        except httpx2.TransportError as error:
            problem = str(error) or type(error).__name__
        else:
            if response.is_success:
                return
            problem = f"{response.status_code} {response.text[:200]}"
            if response.status_code < 500 and response.status_code != 429:
                break
        time.sleep(0.2 * 2**attempt)
    raise Transient(f"the server at {client.base_url} did not accept the sample: {problem}")
