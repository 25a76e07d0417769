"""Which origins count as ours."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.requests import Request

from lumetra.domain.errors import Forbidden
from lumetra.http.csrf import check_origin


def request(origin: str | None, *, host: str = "127.0.0.1:3000", public_url: str = "") -> Request:
    app = FastAPI()
    app.state.public_url = public_url
    headers = [(b"host", host.encode())] + ([] if origin is None else [(b"origin", origin.encode())])
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers, "app": app})


@pytest.mark.parametrize(
    ("origin", "public_url"),
    [
        (None, ""),
        ("http://127.0.0.1:3000", ""),
        ("https://lumetra.example", "https://lumetra.example"),
        ("https://LUMETRA.example", "https://lumetra.example/"),
    ],
)
def test_our_own_pages_may_write(origin: str | None, public_url: str) -> None:
    check_origin(request(origin, public_url=public_url))


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:4000", "https://lumetra.example.evil.example"]
)
def test_other_pages_may_not(origin: str) -> None:
    with pytest.raises(Forbidden):
        check_origin(request(origin, public_url="https://lumetra.example"))
