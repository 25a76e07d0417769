"""The Langfuse-compatible API of accounts, put together."""

from __future__ import annotations

from fastapi import APIRouter

from lumetra.features.accounts.keys.wire import build_key_wire_routes
from lumetra.features.accounts.members.wire import build_member_wire_routes
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.wire import build_project_wire_routes
from lumetra.http.add_routes import add_routes


def build_wire_routes(accounts: Accounts) -> APIRouter:
    """All routes of accounts under `/api/public`."""
    router = APIRouter()
    add_routes(router, build_project_wire_routes(accounts))
    add_routes(router, build_key_wire_routes(accounts))
    add_routes(router, build_member_wire_routes(accounts))
    return router
