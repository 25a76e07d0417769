"""What every test may ask for: the served application, a project of its own, and a client that is signed in to it."""

from __future__ import annotations

from collections.abc import Generator

import httpx2
import hypothesis
import pytest

from tests.builders.examples import examples
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp, running_app

# A busy machine is slow, not wrong: examples have no deadline of their own, pytest's timeout bounds the whole test.
hypothesis.settings.register_profile(
    "lumetra", max_examples=examples(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("lumetra")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningApp]:
    """The application, started once in each test process over a fresh data directory."""
    with running_app(tmp_path_factory.mktemp("data"), LUMETRA_OUTBOUND_ALLOWED_HOSTS="127.0.0.1") as app:
        yield app


@pytest.fixture
def project(running: RunningApp) -> TestProject:
    """An empty project that no other test sees."""
    return create_project(running)


@pytest.fixture
def client(project: TestProject) -> Generator[httpx2.Client]:
    """A client signed with the keys of `project`."""
    with project.client() as client:
        yield client


@pytest.fixture
def anonymous(running: RunningApp) -> Generator[httpx2.Client]:
    """A client without credentials."""
    with httpx2.Client(base_url=running.url, timeout=90) as client:
        yield client
