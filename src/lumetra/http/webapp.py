"""Serves the built web app out of the package. Every page address of the app gets `index.html`; the app's router does the rest."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Lumetra</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Lumetra is running</h1>
<p>The API answers, but this installation has no web app in it. In a checkout, <code>make run</code> builds it
(Node 20 or newer is needed); without it, SDKs and scripts can use the API all the same.</p>
<p><a href="/api/openapi.json">The API's description</a></p></body></html>"""


@dataclass(frozen=True)
class _Asset:
    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache_control: str


class WebApp:
    """The files of `lumetra/webapp`, read once each and kept, compressed where that helps; a few megabytes in all."""

    def __init__(self, root: Traversable) -> None:
        self._root = root
        self._kept: dict[str, _Asset] = {}

    def respond(self, path: str, request: Request) -> Response:
        """The file of this path, or `index.html` for an address of the app. 404 for a missing file."""
        asset = self._asset(path)
        if asset is None and "." in path.rsplit("/", 1)[-1] and path.startswith("assets/"):
            raise HTTPException(404, "Not Found")
        asset = asset or self._asset("index.html")
        if asset is None:
            return HTMLResponse(_NOT_BUILT)
        headers = {"etag": asset.etag, "cache-control": asset.cache_control, "vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == asset.etag:
            return Response(status_code=304, headers=headers)
        if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(asset.compressed, media_type=asset.media_type, headers=headers)
        return Response(asset.body, media_type=asset.media_type, headers=headers)

    def _asset(self, path: str) -> _Asset | None:
        if path not in self._kept:
            asset = self._read(path)
            if asset is None:
                return None
            self._kept[path] = asset
        return self._kept[path]

    def _read(self, path: str) -> _Asset | None:
        parts = path.split("/")
        if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            return None
        file = self._root.joinpath(*parts)
        if not file.is_file():
            return None
        body = file.read_bytes()
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        compressible = media_type.startswith(_COMPRESSIBLE) or media_type == "text/javascript"
        # Names below assets/ carry a hash of their content; everything else must be asked for anew.
        forever = path.startswith("assets/")
        return _Asset(
            body=body,
            compressed=gzip.compress(body, 6) if compressible and len(body) > 1000 else None,
            media_type=media_type,
            etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            cache_control="public, max-age=31536000, immutable" if forever else "no-cache",
        )


def install_webapp(app: FastAPI, root: Traversable | None = None) -> None:
    """Answer every GET that no route matches. `root` is the folder of the built app, by default the one in the package.

    Not a catch-all route: that would turn the 404 of an unknown API address into a 405.
    """
    webapp = WebApp(root or resources.files("lumetra").joinpath("webapp"))

    async def fallback(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].lstrip("/")
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or is_api_path(path):
            raise HTTPException(404, "Not Found")
        response = await run_in_threadpool(webapp.respond, path or "index.html", Request(scope))
        await response(scope, receive, send)

    app.router.default = fallback


def is_api_path(path: str) -> bool:
    """True for addresses that programs use, whose 404 must be JSON."""
    return path == "api" or path.startswith(("api/", "v1/"))
