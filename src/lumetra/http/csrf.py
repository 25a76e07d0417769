"""Protects writes made with the session cookie from other sites (docs/adr/0002). API keys are exempt: browsers never add them."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from lumetra.domain.errors import Forbidden

CSRF_HEADER = "x-lumetra-csrf"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_same_site(request: Request) -> None:
    """Raise Forbidden for an unsafe method unless the request carries `X-Lumetra-CSRF` and does not come from another origin.

    Another site cannot set the header without a CORS preflight, which `/api/v1` never answers; the Origin check is the second lock.
    """
    if request.method in _SAFE_METHODS:
        return
    if CSRF_HEADER not in request.headers:
        raise Forbidden(f"A signed-in browser must send the header {CSRF_HEADER} with every write.", code="csrf")
    check_origin(request)


def check_origin(request: Request) -> None:
    """Raise Forbidden when the browser says that another origin made this request. Callers without Origin are not browsers.

    Ours are the host that was asked and, behind a proxy that rewrites it, the configured public address.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return
    public_url: str = getattr(request.app.state, "public_url", "")
    ours = {request.headers.get("host", "").lower(), urlsplit(public_url).netloc.lower()} - {""}
    if urlsplit(origin).netloc.lower() not in ours:
        raise Forbidden(f"This request comes from another origin ({origin}).", code="csrf")
