"""Joins the routes of areas into the application, as they are."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI


def add_routes(target: FastAPI | APIRouter, router: APIRouter) -> None:
    """What `include_router` does, for a router that needs no further prefix, tags or dependencies.

    FastAPI builds every route of an included router a second time, with the first request, and then matches in two steps:
    of 340 routes that was 0.3 s of CPU of the start.
    """
    target.routes.extend(router.routes)
