"""Providers that are not a well-behaved OpenID provider: GitHub, and descriptions and answers that cannot be trusted."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from lumetra.features.accounts.sso.discovery import Metadata
from lumetra.features.accounts.sso.problems import SsoProblem
from tests.builders.accounts_app import AccountsApp, accounts_app
from tests.servers.github import CLIENT_SECRET, GitHub, github


@pytest.fixture(scope="module")
def server() -> Generator[GitHub]:
    with github() as running:
        yield running


@pytest.fixture
def hub(server: GitHub) -> GitHub:
    """The server, with nobody else's person."""
    fresh = GitHub()
    server.person, server.emails = fresh.person, fresh.emails
    return server


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, server: GitHub) -> Generator[AccountsApp]:
    environ = {
        "LUMETRA_SSO_PROVIDERS": "github",
        "LUMETRA_SSO_GITHUB_ISSUER": server.url + "/",
        "LUMETRA_SSO_GITHUB_CLIENT_ID": "Iv1.client",
        "LUMETRA_SSO_GITHUB_CLIENT_SECRET": CLIENT_SECRET,
    }
    with accounts_app(tmp_path_factory.mktemp("data"), **environ) as served:
        yield served


def sign_in(browser: httpx2.Client) -> str:
    there = browser.get("/api/v1/auth/sso/github/start").headers["location"]
    with httpx2.Client() as outside:
        back = outside.get(there).headers["location"]
    return browser.get(back).headers["location"]


def test_github_tells_who_somebody_is_by_number_and_proven_address(app: AccountsApp, hub: GitHub) -> None:
    hub.emails = [
        {"email": "old@example.com", "primary": False, "verified": True},
        {"email": "Octocat@Example.com", "primary": True, "verified": True},
    ]
    with app.browser() as browser:
        assert sign_in(browser) == "/"
        user = browser.get("/api/v1/me").json()["user"]
        assert (user["email"], user["name"]) == ("octocat@example.com", "octocat")
    hub.person = {"id": 583231, "login": "renamed", "name": "Somebody"}
    hub.emails = [{"email": "new@example.com", "primary": True, "verified": True}]
    with app.browser() as browser:
        assert sign_in(browser) == "/"
        assert browser.get("/api/v1/me").json()["user"]["id"] == user["id"]


@pytest.mark.parametrize(
    ("person", "emails", "code"),
    [
        ({"id": 1}, [{"email": "a@example.com", "primary": True, "verified": False}], "email_unverified"),
        ({"id": 2}, [], "email_missing"),
        ({"id": 3}, {"message": "Not Found"}, "email_missing"),
        ({"login": "nobody"}, [], "provider_refused"),
    ],
)
def test_what_github_does_not_prove_signs_nobody_in(
    app: AccountsApp, hub: GitHub, person: dict[str, Any], emails: Any, code: str
) -> None:
    hub.person, hub.emails = person, emails
    with app.browser() as browser:
        assert sign_in(browser) == f"/sign-in?problem={code}&provider=github"


@contextmanager
def describing(status: int, body: bytes, location: str = "") -> Generator[str]:
    """An address that answers every GET with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if location:
                self.send_header("location", location)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="describing")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "location", "code"),
    [
        (503, b"{}", "", "provider_down"),
        (404, b"{}", "", "provider_refused"),
        (200, b"<html>a login page of a proxy</html>", "", "provider_refused"),
        (200, b"[]", "", "provider_refused"),
        (200, b'{"issuer": "https://evil.example"}', "", "provider_refused"),
        (302, b"", "http://169.254.169.254/", "provider_refused"),
        (200, b" " * 2_000_000, "", "provider_refused"),
    ],
    ids=["failing", "not found", "no JSON", "no object", "foreign issuer", "redirect", "too large"],
)
def test_a_description_that_cannot_be_trusted_is_refused(
    tmp_path: Path, status: int, body: bytes, location: str, code: str
) -> None:
    with describing(status, body, location) as url:
        environ = {
            "LUMETRA_SSO_PROVIDERS": "work",
            "LUMETRA_SSO_WORK_ISSUER": url,
            "LUMETRA_SSO_WORK_CLIENT_ID": "lumetra",
        }
        with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
            answer = browser.get("/api/v1/auth/sso/work/start")
            assert answer.headers["location"] == f"/sign-in?problem={code}&provider=work"


def description(**more: Any) -> dict[str, Any]:
    endpoints = {name: f"https://id.example/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    return json.loads(json.dumps({"issuer": "https://id.example/", **endpoints, **more}))


def test_the_issuer_is_taken_as_the_provider_writes_it() -> None:
    assert Metadata.read(description(), "https://id.example").issuer == "https://id.example/"


def test_a_secret_goes_to_safe_addresses_only() -> None:
    for endpoint in ("token_endpoint", "userinfo_endpoint"):
        with pytest.raises(SsoProblem):
            Metadata.read(description(**{endpoint: "http://id.example/plain"}), "https://id.example")


def test_only_keys_of_others_can_sign() -> None:
    found = Metadata.read(description(id_token_signing_alg_values_supported=["none", "HS256", "ES256"]), "https://id.example")
    assert found.algorithms == ["ES256"]
