"""The outermost layer of every request: path tolerance, CORS of the public API, security headers. Pure ASGI, so that streams pass."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PUBLIC: Final = ("/api/public/", "/v1/traces", "/v1/logs")

_SHARED: Final = ("/public/", "/api/v1/public/")
"""Public links: for who was given the address, not for search engines, and gone from everywhere once sharing ends."""

CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        # Charts and editors set style attributes; style cannot run code.
        "style-src 'self' 'unsafe-inline'",
        # Only our own images: what a trace contains must not make the reader's browser call somewhere else.
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
)


class Edge:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": CONTENT_SECURITY_POLICY,
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["path"] = tolerant_path(scope["path"])
        request_headers = Headers(scope=scope)
        origin = request_headers.get("origin") if scope["path"].startswith(_PUBLIC) else None

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._complete(headers, origin, scope["scheme"])
                if scope["path"].startswith(_SHARED):
                    headers["cache-control"] = "no-store"
                    headers["x-robots-tag"] = "noindex, nofollow"
            await send(message)

        if origin is not None and scope["method"] == "OPTIONS" and "access-control-request-method" in request_headers:
            await _preflight(request_headers)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _complete(self, headers: MutableHeaders, origin: str | None, scheme: str) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        if scheme == "https":
            headers.setdefault("strict-transport-security", "max-age=31536000")
        if origin is not None:
            # No credentials: browsers never send our cookie along, and keys travel in a header that scripts set themselves.
            headers["access-control-allow-origin"] = origin
            headers.add_vary_header("Origin")


def tolerant_path(path: str) -> str:
    """The path without doubled slashes in front and, below `/api/`, without one at the end: some SDKs send both (contract 13.8)."""
    if path.startswith("//"):
        path = "/" + path.lstrip("/")
    if path.endswith("/") and path.startswith(("/api/", "/v1/")):
        path = path.rstrip("/")
    return path


def _preflight(request_headers: Headers) -> Response:
    allowed = {
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
        "access-control-allow-headers": request_headers.get("access-control-request-headers", "authorization, content-type"),
        "access-control-max-age": "86400",
    }
    return Response(status_code=204, headers=allowed)
