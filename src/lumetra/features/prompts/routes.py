"""`/api/v1` of prompts, put together: one module a noun. Prompts are addressed by id, because names hold slashes."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from lumetra.engines.analytics import Analytics
from lumetra.features.prompts.ab_tests.routes import add_ab_changes, add_ab_tests
from lumetra.features.prompts.figures.routes import add_figures
from lumetra.features.prompts.labels.routes import add_rules
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.registry.routes_comments import add_comments
from lumetra.features.prompts.registry.routes_list import add_lists
from lumetra.features.prompts.registry.routes_names import add_names
from lumetra.features.prompts.registry.routes_transfer import add_folders, add_transfer
from lumetra.features.prompts.registry.routes_versions import add_labels, add_versions
from lumetra.features.prompts.release.routes import add_decisions, add_proposals
from lumetra.http.access import project_in_path
from lumetra.http.add_routes import add_routes


def build_routes(prompts: Prompts, analytics: Analytics) -> APIRouter:
    """All routes of the registry, of the release flow and of A/B tests. Fixed words of a path stand before ids."""
    registry = _router("prompts")
    add_lists(registry, prompts, analytics)
    add_transfer(registry, prompts)
    add_folders(registry, prompts)
    add_versions(registry, prompts)
    add_labels(registry, prompts)
    add_names(registry, prompts)
    add_comments(registry, prompts)
    add_figures(registry, prompts, analytics)
    release = _router("prompt releases")
    add_rules(release, prompts)
    add_proposals(release, prompts, analytics)
    add_decisions(release, prompts)
    ab_tests = _router("prompt A/B tests")
    add_ab_tests(ab_tests, prompts, analytics)
    add_ab_changes(ab_tests, prompts, analytics)
    router = APIRouter()
    for area in (registry, release, ab_tests):
        add_routes(router, area)
    return router


def _router(tag: str) -> APIRouter:
    return APIRouter(prefix="/api/v1/projects/{project_id}", dependencies=[Depends(project_in_path)], tags=[tag])
