"""Turns errors into responses. Features raise; only this module knows how a refusal looks on each of our two APIs."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lumetra.domain.errors import Refusal, TooManyRequests, Transient
from lumetra.domain.ids import new_id

log = logging.getLogger(__name__)

# The names that clients of the Langfuse API find in `error` (wire contract 1.3).
_WIRE_NAMES = {
    400: "InvalidRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "LangfuseNotFoundError",
    405: "MethodNotAllowedError",
    409: "LangfuseConflictError",
    413: "PayloadTooLargeError",
    422: "UnprocessableContentError",
    429: "RateLimitError",
    500: "ApiError",
    503: "ServiceUnavailableError",
}


def is_wire_path(path: str) -> bool:
    """True for the Langfuse-compatible API; everything else answers in the shape of `/api/v1`."""
    return path.lstrip("/").startswith("api/public")


def error_response(
    request: Request, status: int, code: str, message: str, detail: Any = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """One error in the shape of the API that was called: `{message, error}` on the wire API, `{error: {…}}` on `/api/v1`."""
    if is_wire_path(request.url.path):
        body: dict[str, Any] = {"message": message, "error": detail if detail is not None else _WIRE_NAMES.get(status, code)}
    else:
        body = {"error": {"code": code, "message": message, "detail": detail}}
    return JSONResponse(body, status, headers=headers)


async def _on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooManyRequests) else None
    return error_response(request, error.status, error.code, error.message, error.detail, headers)


async def _on_transient(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Transient)
    log.warning("transient failure on %s %s: %s", request.method, request.url.path, error)
    headers = {"Retry-After": str(error.retry_after_seconds)}
    return error_response(request, 503, "unavailable", f"Service Unavailable: {error}", headers=headers)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    issues = [{"code": e["type"], "path": [str(p) for p in e["loc"][1:]], "message": e["msg"]} for e in error.errors()]
    return error_response(request, 400, "invalid_request", "Invalid request data", issues)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = "Method not allowed" if error.status_code == 405 else str(error.detail)
    return error_response(request, error.status_code, "http_error", message, headers=dict(error.headers or {}))


async def _on_bug(request: Request, error: Exception) -> JSONResponse:
    error_id = new_id()
    log.error("bug %s on %s %s", error_id, request.method, request.url.path, exc_info=error)
    return error_response(request, 500, "internal_error", f"Internal Server Error (id {error_id}, see the server's log)")


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers; after this no route needs to build an error response itself."""
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(Transient, _on_transient)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_bug)
