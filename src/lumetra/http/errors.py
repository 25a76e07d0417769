"""Turns errors into responses. Features raise; only this module knows how a refusal looks on each of our two APIs."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lumetra.domain.errors import AccessDenied, Refusal, TooManyRequests, Transient, Unauthenticated
from lumetra.domain.ids import new_id
from lumetra.http.access import find_access

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
    501: "NotImplementedError",
    503: "ServiceUnavailableError",
}

# The codes of the unstable routes (wire contract 1.3). A refusal whose own code is among them keeps it.
_UNSTABLE_BY_STATUS = {
    400: "invalid_request",
    401: "authentication_failed",
    403: "access_denied",
    404: "resource_not_found",
    405: "method_not_allowed",
    409: "conflict",
    422: "unprocessable_content",
    429: "rate_limited",
    500: "internal_error",
}
_UNSTABLE_CODES = frozenset(_UNSTABLE_BY_STATUS.values()) | {
    "invalid_query", "invalid_body", "invalid_filter_value", "invalid_json_path", "invalid_variable_mapping",
    "missing_variable_mapping", "duplicate_variable_mapping", "name_conflict", "evaluator_in_use", "evaluator_preflight_failed",
}  # fmt: skip


def is_wire_path(path: str) -> bool:
    """True for the Langfuse-compatible API; everything else answers in the shape of `/api/v1`."""
    return path.lstrip("/").startswith("api/public")


_UNSTABLE_SHAPE = ("api/public/unstable", "api/public/v2/evaluators", "api/public/v2/evaluation-rules")


def is_unstable_path(path: str) -> bool:
    """True for the wire API's unstable routes and those that came of them, which answer errors in a shape of their own."""
    return path.lstrip("/").startswith(_UNSTABLE_SHAPE)


def error_response(
    request: Request, status: int, code: str, message: str, detail: Any = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """One error in the shape of the API that was called.

    `{message, error}` on the wire API, `{message, code, details}` on its unstable routes, `{error: {…}}` on `/api/v1`.
    """
    path = request.url.path
    if is_unstable_path(path):
        body: dict[str, Any] = {"message": message, "code": _unstable_code(status, code)}
        if detail is not None:
            body["details"] = {"issues": detail} if isinstance(detail, list) else detail
    elif is_wire_path(path):
        body = {"message": message, "error": detail if detail is not None else _WIRE_NAMES.get(status, code)}
    else:
        body = {"error": {"code": code, "message": message, "detail": detail}}
    return JSONResponse(body, status, headers=headers)


def _unstable_code(status: int, code: str) -> str:
    return code if code in _UNSTABLE_CODES else _UNSTABLE_BY_STATUS.get(status, "internal_error")


async def _on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return refusal_response(request, error)


def refusal_response(request: Request, error: Refusal) -> JSONResponse:
    """What a Refusal looks like; for handlers that catch one themselves, such as intake."""
    path = request.url.path
    if isinstance(error, TooManyRequests):
        return _too_many(request, error)
    if isinstance(error, Unauthenticated | AccessDenied) and is_wire_path(path) and not is_unstable_path(path):
        return JSONResponse({"message": error.message}, error.status)
    if error.code == "query_too_heavy" and is_wire_path(path):
        return error_response(request, error.status, error.code, error.message, "Request timed out")
    return error_response(request, error.status, error.code, error.message, error.detail)


def _too_many(request: Request, error: TooManyRequests) -> JSONResponse:
    headers = {"Retry-After": str(error.retry_after_seconds)}
    if is_wire_path(request.url.path):  # the one shape that all wire routes use for 429 (wire contract 1.4)
        details = {"retryAfterSeconds": error.retry_after_seconds}
        return JSONResponse({"message": error.message, "code": "rate_limited", "details": details}, 429, headers=headers)
    return error_response(request, error.status, error.code, error.message, error.detail, headers)


async def _on_transient(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Transient)
    log.warning("transient failure on %s %s: %s", request.method, request.url.path, error)
    headers = {"Retry-After": str(error.retry_after_seconds)}
    message = "Service Unavailable" if is_wire_path(request.url.path) else f"Service Unavailable: {error}"
    return error_response(request, 503, "unavailable", message, headers=headers)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if is_wire_path(request.url.path) and any(e["type"] == "json_invalid" for e in error.errors()):
        # FastAPI parses the body before any dependency runs; on the wire API, strangers are told first that they are.
        try:
            await find_access(request)
        except Refusal as refusal:
            return refusal_response(request, refusal)
    issues = [{"code": e["type"], "path": [str(p) for p in e["loc"][1:]], "message": e["msg"]} for e in error.errors()]
    return error_response(request, 400, "invalid_request", "Invalid request data", issues)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = "Method not allowed" if error.status_code == 405 else str(error.detail)
    return error_response(request, error.status_code, "http_error", message, headers=dict(error.headers or {}))


async def _on_bug(request: Request, error: Exception) -> JSONResponse:
    error_id = new_id()
    log.error("bug %s on %s %s", error_id, request.method, request.url.path, exc_info=error)
    if is_wire_path(request.url.path) and not is_unstable_path(request.url.path):
        body = {"message": "Internal Server Error", "error": "An unknown error occurred", "errorId": error_id}
        return JSONResponse(body, 500)
    return error_response(request, 500, "internal_error", f"Internal Server Error (id {error_id}, see the server's log)")


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers; after this no route needs to build an error response itself."""
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(Transient, _on_transient)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_bug)
