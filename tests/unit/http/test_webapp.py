"""Serving the built web app from a folder."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lumetra.http.webapp import WebApp


@pytest.fixture
def webapp(tmp_path: Path) -> WebApp:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>app</title>")
    (tmp_path / "assets" / "index-abc123.js").write_text("let x = 1;\n" * 500)
    (tmp_path.parent / "secret.txt").write_text("secret")
    return WebApp(tmp_path)


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


def test_hashed_files_are_kept_for_ever_and_sent_compressed(webapp: WebApp) -> None:
    response = webapp.respond("assets/index-abc123.js", request(accept_encoding="gzip, br"))
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(bytes(response.body)).startswith(b"let x")


def test_the_page_itself_is_asked_for_anew(webapp: WebApp) -> None:
    first = webapp.respond("index.html", request())
    assert first.headers["cache-control"] == "no-cache"
    assert webapp.respond("traces/1", request(if_none_match=first.headers["etag"])).status_code == 304


def test_a_missing_asset_is_not_answered_with_the_page(webapp: WebApp) -> None:
    with pytest.raises(HTTPException) as raised:
        webapp.respond("assets/old-build.js", request())
    assert raised.value.status_code == 404


@pytest.mark.parametrize("path", ["../secret.txt", "assets/../../secret.txt", "assets/..\\..\\secret.txt", "a\0b"])
def test_no_path_leads_out_of_the_folder(webapp: WebApp, path: str) -> None:
    try:
        body = bytes(webapp.respond(path, request()).body)
    except HTTPException:
        return
    assert b"secret" not in body


def test_a_page_says_what_to_do_when_the_app_was_not_built(tmp_path: Path) -> None:
    assert b"make run" in bytes(WebApp(tmp_path).respond("", request()).body)
