"""The Langfuse-compatible prompt API: `/api/public/v2/prompts` and the first version of it (contract section 6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.domain.prompt import PRODUCTION, PromptVersion
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.labels.move_labels import add_labels
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import get_prompt, get_version
from lumetra.features.prompts.registry.create_version import NewVersion, create_version
from lumetra.features.prompts.registry.delete_versions import delete_versions
from lumetra.features.prompts.registry.list_prompts import PromptFilter, PromptSummary, count_prompts, list_prompts
from lumetra.features.prompts.serving.served import Answer, Selector
from lumetra.features.prompts.serving.wire_form import wire_version
from lumetra.http.access import authorize, requires
from lumetra.http.wire_time import wire_time

ASSIGNMENT_PARAMETERS = ("assignmentKey", "userId", "sessionId")
ASSIGNMENT_HEADER = "x-lumetra-assignment-key"


class CreatePrompt(BaseModel):
    """Body of `POST /v2/prompts`; null counts as absent everywhere."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)

    name: str
    prompt: Any
    type: Literal["text", "chat"] | None = None
    config: Any = None
    labels: list[str] | None = None
    tags: list[str] | None = None
    commit_message: str | None = None


class CreatePromptV1(CreatePrompt):
    """Body of `POST /prompts`: `isActive` stands for the label production."""

    is_active: bool = False


class NewLabels(BaseModel):
    """Body of `PATCH …/versions/{version}`."""

    model_config = ConfigDict(alias_generator=to_camel)

    new_labels: list[str] = Field(max_length=100)


def build_routes(prompts: Prompts) -> APIRouter:
    """All routes but the read by name, which is `build_read_route`."""
    router = APIRouter(prefix="/api/public", tags=["prompts"])
    _add_list(router, prompts)
    _add_creation(router, prompts)
    _add_changes(router, prompts)
    return router


def _add_list(router: APIRouter, prompts: Prompts) -> None:
    @router.get("/v2/prompts")
    def list_all(
        access: Access = requires(Permission.PROMPTS_READ),
        name: str | None = None,
        version: int | None = Query(None, ge=1),
        label: str | None = None,
        tag: str | None = None,
        from_updated_at: AwareDatetime | None = Query(None, alias="fromUpdatedAt"),
        to_updated_at: AwareDatetime | None = Query(None, alias="toUpdatedAt"),
        page: int = Query(1, ge=1),
        limit: int = Query(10, ge=1, le=100),
    ) -> dict[str, Any]:
        where = PromptFilter(
            name=name, version=version, label=label, tag=tag, updated_from=from_updated_at, updated_before=to_updated_at
        )
        with prompts.database.reading() as session:
            total = count_prompts(session, access.project_id, where)
            found = list_prompts(session, access.project_id, where, limit=limit, offset=(page - 1) * limit)
        meta = {"page": page, "limit": limit, "totalItems": total, "totalPages": math.ceil(total / limit)}
        return {"data": [_list_row(summary) for summary in found], "meta": meta, "pagination": meta}

    @router.get("/prompts")
    def read_v1(
        request: Request,
        name: str,
        access: Access = requires(Permission.PROMPTS_READ),
        version: int | None = Query(None, ge=1),
    ) -> Response:
        answer = prompts.served.read(access.project_id, Selector(name, version=version), assignment_key(request))
        return prompt_response(request, answer)


def _add_creation(router: APIRouter, prompts: Prompts) -> None:
    def create(access: Access, body: CreatePrompt, labels: list[str]) -> dict[str, Any]:
        new = NewVersion(
            name=body.name,
            prompt=body.prompt,
            type=body.type or "text",
            config=body.config,
            labels=labels,
            tags=body.tags,
            commit_message=body.commit_message,
        )

        def change(session: Session, now: datetime) -> PromptVersion:
            return create_version(session, access.project_id, new, actor_of(access), now)

        return wire_version(prompts.writer.write(access.project_id, change))

    @router.post("/v2/prompts", status_code=201)
    def create_v2(body: CreatePrompt, access: Access = requires(Permission.PROMPTS_WRITE)) -> dict[str, Any]:
        return create(access, body, body.labels or [])

    @router.post("/prompts", status_code=201)
    def create_v1(body: CreatePromptV1, access: Access = requires(Permission.PROMPTS_WRITE)) -> dict[str, Any]:
        labels = [*(body.labels or []), *([PRODUCTION] if body.is_active else [])]
        return create(access, body, labels)


def _add_changes(router: APIRouter, prompts: Prompts) -> None:
    @router.patch("/v2/prompts/{name:path}/versions/{version}")
    def add_version_labels(
        name: str, version: int, body: NewLabels, access: Access = requires(Permission.PROMPTS_WRITE)
    ) -> dict[str, Any]:
        def change(session: Session, now: datetime) -> PromptVersion:
            prompt = get_prompt(session, access.project_id, name, lock=True)
            add_labels(session, prompt, version, body.new_labels, actor_of(access), now)
            return get_version(session, access.project_id, name, version=version)

        return wire_version(prompts.writer.write(access.project_id, change))

    @router.delete("/v2/prompts/{name:path}", status_code=204)
    def delete(
        name: str,
        access: Access = requires(Permission.PROMPTS_WRITE),
        version: int | None = Query(None, ge=1),
        label: str | None = None,
    ) -> Response:
        def change(session: Session, now: datetime) -> None:
            delete_versions(session, access.project_id, name, actor_of(access), now, version=version, label=label)

        prompts.writer.write(access.project_id, change)
        return Response(status_code=204)


def build_read_route(prompts: Prompts) -> Route:
    """`GET /v2/prompts/{name}` as a plain Starlette route, to stand first: every request of every application passes it."""
    served = prompts.served

    async def read_v2(request: Request) -> Response:
        access = await authorize(request, Permission.PROMPTS_READ)
        selector, key = parse_selector(request.path_params["name"], request.query_params), assignment_key(request)
        answer = served.cached(access.project_id, selector, key)
        if not isinstance(answer, Answer):
            answer = await run_in_threadpool(served.read, access.project_id, selector, key)
        return prompt_response(request, answer)

    read_v2.permission = Permission.PROMPTS_READ  # type: ignore[attr-defined]  # read by the policy test

    return Route("/api/public/v2/prompts/{name:path}", read_v2, methods=["GET"], include_in_schema=False)


def parse_selector(name: str, parameters: Mapping[str, str]) -> Selector:
    """The selector of a read request. Empty parameters count as absent. Raises Refusal for what does not parse."""
    version_text, label = parameters.get("version"), parameters.get("label")
    version: int | None = None
    if version_text:
        if not version_text.isdecimal() or int(version_text) < 1:
            raise Refusal("Invalid request data", detail=[_issue("version", "Expected a whole number from 1")])
        version = int(version_text)
    resolve = parameters.get("resolve") or "true"
    if resolve not in {"true", "false"}:
        raise Refusal("Invalid request data", detail=[_issue("resolve", "Expected 'true' or 'false'")])
    return Selector(name, version=version, label=label or None, resolve=resolve == "true")


def assignment_key(request: Request) -> str:
    """What keeps a caller on one arm of an A/B test: a query parameter or the header; empty when there is none."""
    for parameter in ASSIGNMENT_PARAMETERS:
        value = request.query_params.get(parameter)
        if value:
            return value
    return request.headers.get(ASSIGNMENT_HEADER, "")


def prompt_response(request: Request, answer: Answer) -> Response:
    """200 with the entity tag, or 304 when the caller has this very answer."""
    headers = {"ETag": answer.etag, "Cache-Control": "private, no-cache"}
    if is_known(request, answer):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type="application/json", headers=headers)


def is_known(request: Request, answer: Answer) -> bool:
    """True when the caller says that it has this very answer."""
    known = request.headers.get("if-none-match")
    return known is not None and answer.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}


def _list_row(summary: PromptSummary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "type": summary.type,
        "versions": summary.versions,
        "labels": list(summary.labels),
        "tags": summary.tags,
        "lastUpdatedAt": wire_time(summary.last_updated_at),
        "lastConfig": summary.last_config,
    }


def _issue(path: str, message: str) -> dict[str, Any]:
    return {"code": "invalid_type", "path": [path], "message": message}
