"""Talking to a server that may be busy or still starting."""

from __future__ import annotations

import time
from typing import Any

import httpx2

from lumetra.domain.errors import Transient
from lumetra.features.sample.requests import SampleRequest

Json = dict[str, Any]

_ATTEMPTS = 5


def send(client: httpx2.Client, request: SampleRequest) -> httpx2.Response:
    """The answer to a request that has to succeed. Raises Transient when it does not."""
    response = ask(client, "POST", request.path, content=request.body, headers=request.headers)
    if not response.is_success:
        raise refused(client, f"{response.status_code} {response.text[:200]}")
    return response


def ask(client: httpx2.Client, method: str, path: str, **sent: Any) -> httpx2.Response:
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
    raise refused(client, problem)


def find_or_create(client: httpx2.Client, collection: str, wish: Json) -> str:
    """The id of the thing with the name that is wished for, made when the list at `collection` has none: sent again, the sample adds nothing."""
    listed: list[Json] = ask(client, "GET", collection).raise_for_status().json()["data"]
    known = next((one for one in listed if one["name"] == wish["name"]), None)
    found: Json = known or send(client, SampleRequest.json(collection, wish)).json()
    return found.get("evaluator", found)["id"]  # a new evaluator is answered together with its first version


def refused(client: httpx2.Client, problem: str) -> Transient:
    """What to raise."""
    return Transient(f"the server at {client.base_url} did not accept the sample: {problem}")
