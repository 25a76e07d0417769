"""Reads of prompts from memory, answered before the routes: every request of every application is one of these."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import Scope

from lumetra.domain.access import Permission
from lumetra.domain.errors import Refusal
from lumetra.features.prompts.serving.served import Answer, Selector, ServedPrompts
from lumetra.features.prompts.wire import ASSIGNMENT_HEADER, ASSIGNMENT_PARAMETERS, is_known, parse_selector
from lumetra.http.access import Authenticator
from lumetra.http.short_cut import Answering, ReadyAnswer

PREFIX: Final = "/api/public/v2/prompts/"
_CACHE_CONTROL: Final = (b"cache-control", b"private, no-cache")
_JSON: Final = (b"content-type", b"application/json")


def build_short_cut(served: ServedPrompts) -> Answering:
    """For `app.state.short_cuts`: answers a read that is in memory, of a caller who is known and may read."""

    def answer(scope: Scope) -> ReadyAnswer | None:
        path: str = scope["path"]
        if not path.startswith(PREFIX) or len(path) == len(PREFIX):
            return None
        request = Request(scope)
        authenticator: Authenticator = scope["app"].state.authenticator
        try:
            access = authenticator.authenticate_cached(request)
            if access is None or not access.project_id or not access.may(Permission.PROMPTS_READ):
                return None
            selector, key = _parse(path[len(PREFIX) :], scope["query_string"])
            found = served.cached(access.project_id, selector, key or request.headers.get(ASSIGNMENT_HEADER, ""))
        except Refusal:
            return None
        return _ready(request, found) if isinstance(found, Answer) else None

    return answer


@lru_cache(maxsize=4_096)
def _parse(name: str, query: bytes) -> tuple[Selector, str]:
    """Applications ask for the same few prompts over and over: the selector, and the assignment key among the parameters."""
    parameters = QueryParams(query)
    key = next(filter(None, (parameters.get(parameter) for parameter in ASSIGNMENT_PARAMETERS)), "")
    return parse_selector(name, parameters), key


def _ready(request: Request, answer: Answer) -> ReadyAnswer:
    headers = [(b"etag", answer.etag.encode()), _CACHE_CONTROL]
    if is_known(request, answer):
        return ReadyAnswer(304, headers, b"")
    return ReadyAnswer(200, [*headers, _JSON, (b"content-length", b"%d" % len(answer.body))], answer.body)
