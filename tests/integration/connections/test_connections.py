"""LLM connections: sealed, tested on save, discovered, never answered in the clear."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from lumetra.engines.secrets.sealing import Sealer, UnsealError
from lumetra.features.connections.tables import LlmConnection
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp
from tests.servers.llm_provider import GOOD_KEY, MODELS, LlmProvider, llm_provider

WIRE = "/api/public/llm-connections"


@pytest.fixture(scope="module")
def provider() -> Generator[LlmProvider]:
    with llm_provider() as running:
        yield running


def put(client: httpx2.Client, **more: Any) -> httpx2.Response:
    return client.put(WIRE, json={"provider": "mine", "adapter": "openai", "secretKey": "sk-very-secret-1234", **more})


def test_the_wire_creates_updates_lists_and_deletes_without_secrets(client: httpx2.Client, running: RunningApp) -> None:
    created = put(client, extraHeaders={"x-key": "hidden-value"}, customModels=["m"], config={"useResponsesApi": True})
    assert created.status_code == 201
    shown = created.json()
    assert shown["displaySecretKey"] == "...1234" and shown["extraHeaderKeys"] == ["x-key"] and shown["withDefaultModels"] is True
    assert put(client, secretKey="sk-other-secret-9999").status_code == 200
    listed = client.get(WIRE).json()
    assert listed["meta"]["totalItems"] == 1 and listed["data"][0]["displaySecretKey"] == "...9999"
    assert "hidden-value" not in str(listed) and "very-secret" not in str(listed)
    with running.engines.database.reading() as session:
        row = session.scalars(sa.select(LlmConnection).where(LlmConnection.id == shown["id"])).one()
        assert "secret" not in row.sealed_secret
    deleted = client.delete(f"{WIRE}/{shown['id']}")
    assert deleted.json() == {"message": "LLM connection successfully deleted"} and client.get(WIRE).json()["data"] == []
    assert client.delete(f"{WIRE}/{shown['id']}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"adapter": "unknown"},
        {"provider": "a:b"},
        {"secretKey": ""},
        {"baseURL": "http://10.0.0.1/v1"},
        {"baseURL": "http://169.254.169.254/"},
        {"adapter": "bedrock"},
        {"adapter": "bedrock", "config": {"region": "evil.example/"}},
        {"adapter": "azure"},
        {"config": {"region": "eu-central-1"}},
        {"adapter": "google-ai-studio", "extraHeaders": {"a": "b"}},
    ],
)
def test_what_an_adapter_cannot_use_is_refused(client: httpx2.Client, body: dict[str, Any]) -> None:
    assert put(client, **body).status_code == 400


def test_a_connection_is_tested_before_it_is_saved(client: httpx2.Client, project: TestProject, provider: LlmProvider) -> None:
    path = f"/api/v1/projects/{project.id}/llm-connections"
    body = {"provider": "local", "adapter": "openai", "base_url": f"{provider.url}/v1", "test_model": "echo"}
    bad = client.put(path, json={**body, "secret": "sk-bad"})
    assert bad.status_code == 422 and bad.json()["error"]["detail"]["kind"] == "auth"
    assert client.get(path).json()["data"] == []
    good = client.put(path, json={**body, "secret": GOOD_KEY})
    assert good.status_code == 200 and GOOD_KEY not in good.text
    kept = client.put(path, json={**body, "custom_models": ["echo"]})  # no secret: the stored one is kept and used
    assert kept.status_code == 200
    assert client.get(f"{path}/{good.json()['id']}/models").json()["models"] == MODELS
    result = client.post(f"{path}/test", json={**body, "test_model": "error-404"}).json()
    assert result["ok"] is False and result["kind"] == "bad_model"


def test_a_stored_secret_is_never_sent_to_another_address(
    client: httpx2.Client, project: TestProject, provider: LlmProvider
) -> None:
    path = f"/api/v1/projects/{project.id}/llm-connections"
    client.put(path, json={"provider": "local", "adapter": "openai", "base_url": "http://127.0.0.1:9/v1", "secret": GOOD_KEY})
    moved = {"provider": "local", "adapter": "openai", "base_url": f"{provider.url}/v1", "test_model": "echo"}
    assert client.post(f"{path}/test", json=moved).json()["kind"] == "auth"


def test_connections_of_other_projects_are_invisible(client: httpx2.Client, running: RunningApp) -> None:
    made = put(client).json()
    with create_project(running).client() as stranger:
        assert stranger.get(WIRE).json()["data"] == []
        assert stranger.delete(f"{WIRE}/{made['id']}").status_code == 404


def test_a_sealed_secret_opens_only_where_it_belongs(running: RunningApp) -> None:
    sealer = Sealer(running.engines.master_key, "test")
    sealed = sealer.seal("secret", "row-1")
    assert sealer.unseal(sealed, "row-1") == "secret" and sealed != sealer.seal("secret", "row-1")
    for other, about in ((sealer, "row-2"), (Sealer(running.engines.master_key, "other"), "row-1")):
        with pytest.raises(UnsealError):
            other.unseal(sealed, about)


def test_presets_name_every_provider(client: httpx2.Client, project: TestProject) -> None:
    names = {p["name"] for p in client.get(f"/api/v1/projects/{project.id}/llm-connection-presets").json()["data"]}
    assert {"OpenAI", "Anthropic", "Ollama", "vLLM", "OpenRouter", "LiteLLM", "Groq", "Mistral", "DeepSeek", "Qwen"} <= names
