"""`/api/v1` of models and their prices: the built-in ones, which a project may switch off or copy, and its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Query

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.domain.pricing.price_book import PricedModel
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.bodies import Model, ModelBody, ModelList, to_model, to_priced_model
from lumetra.features.costs.book.write_models import ModelDraft
from lumetra.features.costs.list_models import ListedModel, find_model, list_models
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reports.read_reports import models_used
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor

P = Permission
_LOOK_BACK: Final = timedelta(days=30)


def add_models(router: APIRouter, costs: Costs, analytics: Analytics) -> None:
    @router.get("/models", response_model=ModelList)
    def read_models(
        paging: CursorPaging,
        search: Annotated[str, Query(max_length=200)] = "",
        origin: Literal["project", "builtin", "all"] = "all",
        used: Annotated[bool, Query(description="Only models used in the last 30 days.")] = False,
        access: Access = requires(P.MODELS_READ),
    ) -> ModelList:
        """Own and built-in models by name, also those that are switched off."""
        last = models_used(analytics, access.project_id, costs.clock() - _LOOK_BACK)
        words = search.lower().split()
        found = [
            listed
            for listed in list_models(costs, access.project_id, builtin=origin != "project")
            if (origin != "builtin" or listed.model.origin == "builtin")
            and (not used or listed.model.id in last)
            and all(word in f"{listed.wire_name} {listed.model.provider}".lower() for word in words)
        ]
        parts = paging.parts(1)
        start = int(parts[0]) if parts else 0
        page = found[start : start + paging.limit]
        following = encode_cursor(start + paging.limit) if len(found) > start + paging.limit else None
        return ModelList(data=[to_model(listed, last.get(listed.model.id)) for listed in page], next_cursor=following)

    @router.get("/models/{model_id:path}", response_model=Model)
    def read_model(model_id: str, access: Access = requires(P.MODELS_READ)) -> Model:
        """One model with all its prices."""
        last = models_used(analytics, access.project_id, costs.clock() - _LOOK_BACK)
        return to_model(find_model(costs, access.project_id, model_id), last.get(model_id))


def add_model_changes(router: APIRouter, costs: Costs) -> None:
    """Changes count for what arrives from now on; re-pricing changes what is stored."""

    @router.post("/models", response_model=Model)
    def create_model(body: ModelBody, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """A new model of the project. Traffic from now on is priced by it; re-price to change what is stored."""
        with costs.change(access.project_id) as session:
            row = costs.writer.create(session, access, ModelDraft(model=to_priced_model(body)))
        return to_model(find_model(costs, access.project_id, row.id))

    @router.post("/models/{model_id:path}/copy", response_model=Model)
    def copy_model(model_id: str, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """A copy as the project's own model, which then wins over the built-in one."""
        listed = find_model(costs, access.project_id, model_id)
        draft = ModelDraft(model=_copy_of(costs, access.project_id, listed), copied_from=model_id)
        with costs.change(access.project_id) as session:
            row = costs.writer.create(session, access, draft)
        return to_model(find_model(costs, access.project_id, row.id))

    @router.put("/models/{model_id:path}/switch", response_model=Model)
    def switch_model(model_id: str, off: bool, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """Switch a built-in model off or on for this project."""
        if costs.books.builtin.get(model_id) is None:
            raise NotFound("No built-in model with this id; own models are changed or deleted instead.")
        with costs.change(access.project_id) as session:
            costs.writer.switch(session, access, model_id, off=off)
        return to_model(find_model(costs, access.project_id, model_id))

    @router.put("/models/{model_id:path}", response_model=Model)
    def replace_model(model_id: str, body: ModelBody, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """Replace an own model, its price versions too."""
        with costs.change(access.project_id) as session:
            costs.writer.replace(session, access, model_id, ModelDraft(model=to_priced_model(body)))
        return to_model(find_model(costs, access.project_id, model_id))

    @router.delete("/models/{model_id:path}", status_code=204)
    def delete_model(model_id: str, access: Access = requires(P.MODELS_WRITE)) -> None:
        """Remove an own model. Costs already computed stay until they are re-priced."""
        with costs.change(access.project_id) as session:
            costs.writer.delete(session, access, model_id)


def _copy_of(costs: Costs, project_id: str, listed: ListedModel) -> PricedModel:
    """The model as it is, under a name that is free in the project."""
    taken = {own.model.name for own in list_models(costs, project_id, builtin=False)}
    name, number = listed.model.name, 2
    while name in taken:
        name, number = f"{listed.model.name} ({number})", number + 1
    return msgspec.structs.replace(listed.model, name=name, origin="project", provider="")
