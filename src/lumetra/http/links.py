"""Addresses of Lumetra itself as its users see them."""

from __future__ import annotations

from starlette.requests import Request


def external_url(request: Request, path: str) -> str:
    """An absolute URL of a path: on the configured public address, else on the one that this request came to."""
    configured: str = getattr(request.app.state, "public_url", "")
    return (configured or str(request.base_url)).rstrip("/") + path
