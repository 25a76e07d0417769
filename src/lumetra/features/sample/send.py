"""Sends the sample project to a running server, as SDKs would: prompts, traffic, a dataset with experiments, rules that judge or ask people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import httpx2

from lumetra.features.sample.annotation import create_annotation
from lumetra.features.sample.asking import ask, send
from lumetra.features.sample.evaluators import create_evaluators
from lumetra.features.sample.prompts import VERSIONS, names
from lumetra.features.sample.regressions import dataset_requests
from lumetra.features.sample.replay import replay
from lumetra.features.sample.requests import SampleRequest


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
        project: str = ask(client, "GET", "/api/public/projects").raise_for_status().json()["data"][0]["id"]
        for create in (create_evaluators, create_annotation):  # before the traffic: a rule judges what comes after it
            create(client, f"/api/v1/projects/{project}")
        requests = [*_prompt_requests(client), *replay(now=now, days=days, sessions=sessions, seed=seed), *dataset_requests(now)]
        for number, request in enumerate(requests, 1):
            send(client, request)
            if on_progress:
                on_progress(number, len(requests))
    return len(requests)


def _prompt_requests(client: httpx2.Client) -> Iterator[SampleRequest]:
    """Each prompt that the project does not have: versions are immutable, so that creating them twice would add some."""
    for name in names():
        known = ask(client, "GET", f"/api/public/v2/prompts/{quote(name, safe='')}", params={"label": "latest"})
        if known.status_code == 404:
            for version in VERSIONS:
                if version.name == name:
                    yield SampleRequest("/api/public/v2/prompts", {"Content-Type": "application/json"}, version.body())
