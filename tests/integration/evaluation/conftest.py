"""A project with a judge's connection."""

from __future__ import annotations

from collections.abc import Generator

import httpx2
import pytest

from tests.builders.evaluation import Evaluation
from tests.builders.projects import TestProject
from tests.servers.llm_provider import LlmProvider, llm_provider


@pytest.fixture(scope="session")
def shared_provider() -> Generator[LlmProvider]:
    """One provider for all tests of a process."""
    with llm_provider() as provider:
        yield provider


@pytest.fixture
def provider(shared_provider: LlmProvider) -> Generator[LlmProvider]:
    """The provider, with nothing left over from other tests."""
    shared_provider.requests.clear()
    shared_provider.replies.clear()
    yield shared_provider
    shared_provider.replies.clear()


@pytest.fixture
def evaluation(client: httpx2.Client, project: TestProject, provider: LlmProvider) -> Evaluation:
    """The project's evaluation, with a connection named `local`."""
    found = Evaluation(client, project, provider)
    found.connect()
    return found
