"""Datasets and experiments: names, ids, and what belongs to an item. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any, Final

import msgspec
import orjson

from lumetra.domain.errors import Refusal

MAX_NAME: Final = 255
_HTML: Final = re.compile(r"<[^>]*>")


class DatasetItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item in one of its versions. `valid_from` is the moment this version was written."""

    id: str
    project_id: str
    dataset_id: str
    dataset_name: str
    status: str
    input: Any
    expected_output: Any
    metadata: Any
    tags: list[str]
    source_trace_id: str | None
    source_observation_id: str | None
    created_at: datetime
    valid_from: datetime


def check_dataset_name(name: str) -> str:
    """The name, when it may be one: a path of folders by `/`, no HTML. Raises Refusal that says what is wrong."""
    if not name.strip():
        raise Refusal("Dataset name cannot be empty")
    if len(name) > MAX_NAME:
        raise Refusal(f"Dataset name cannot be longer than {MAX_NAME} characters, this one has {len(name)}")
    if name.startswith("/") or name.endswith("/") or "//" in name:
        raise Refusal("Dataset name cannot start or end with a slash, or contain consecutive slashes")
    if _HTML.search(name):
        raise Refusal("Dataset name cannot contain HTML tags")
    return name


def experiment_id(project_id: str, dataset_id: str, run_name: str) -> str:
    """The id every client computes for a run of a dataset, so that links and span attributes meet (wire contract 8.4):
    the first 16 hexadecimal digits of SHA-256 over a compact JSON list.
    """
    return hashlib.sha256(orjson.dumps(["langfuse-experiment-v1", project_id, dataset_id, run_name])).hexdigest()[:16]
