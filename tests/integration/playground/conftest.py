"""A playground connected to a local provider."""

from __future__ import annotations

from collections.abc import Generator

import httpx2
import pytest

from tests.builders.playground import Playground
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp
from tests.servers.llm_provider import LlmProvider, llm_provider


@pytest.fixture(scope="module")
def provider() -> Generator[LlmProvider]:
    with llm_provider() as running:
        yield running


@pytest.fixture
def playground(client: httpx2.Client, project: TestProject, provider: LlmProvider) -> Playground:
    return Playground(client, project, provider)


@pytest.fixture
def stranger(running: RunningApp) -> Generator[httpx2.Client]:
    """A client of another project."""
    with create_project(running).client() as client:
        yield client
