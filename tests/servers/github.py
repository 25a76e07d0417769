"""GitHub's OAuth for tests, as a GitHub Enterprise server answers: who comes is `person`, and a code is good once."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_SECRET = "github-secret"


@dataclass
class GitHub:
    """The running server. `person` and `emails` are what its API says next."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"id": 583231, "login": "octocat", "name": None})
    emails: Any = field(default_factory=list[Any])
    codes: dict[str, str] = field(default_factory=dict[str, str])
    """Codes that were given out, each with the challenge of the sign-in that it belongs to."""

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes from the page on which a person agrees."""
        code = secrets.token_hex(10)
        self.codes[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def redeem(self, form: dict[str, str]) -> dict[str, str]:
        """GitHub answers 200 for errors as well."""
        challenge = self.codes.pop(form["code"], None)
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if challenge != hashed:
            return {"error": "bad_verification_code", "error_description": "The code passed is incorrect or expired."}
        if form.get("client_secret") != CLIENT_SECRET:
            return {"error": "incorrect_client_credentials"}
        return {"access_token": "gho_token", "token_type": "bearer", "scope": "read:user,user:email"}


@contextmanager
def github() -> Generator[GitHub]:
    """Listen on a free port of 127.0.0.1 until the block ends."""
    state = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = urlsplit(self.path)
            if page.path == "/login/oauth/authorize":
                self._answer(302, b"", state.authorize({name: values[0] for name, values in parse_qs(page.query).items()}))
            elif self.headers.get("authorization") != "Bearer gho_token":
                self._answer(401, b'{"message": "Bad credentials"}')
            elif page.path == "/api/v3/user":
                self._answer(200, json.dumps(state.person).encode())
            elif page.path == "/api/v3/user/emails":
                self._answer(200, json.dumps(state.emails).encode())
            else:
                self._answer(404, b"{}")

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            answer = state.redeem({name: values[0] for name, values in form.items()})
            wants_json = self.headers.get("accept") == "application/json"
            self._answer(200, (json.dumps(answer) if wants_json else urlencode(answer)).encode())

        def _answer(self, status: int, body: bytes, location: str = "") -> None:
            self.send_response(status)
            if location:
                self.send_header("location", location)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, name="github")
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
