"""From the library to a score on a trace, and to the reason why another trace has none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from lumetra.domain.evaluation import draw
from lumetra.domain.ids import new_id
from tests.browser.conftest import App
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.servers.llm_provider import GOOD_KEY, llm_provider


def test_a_judge_from_the_library_scores_what_arrives_and_why_not_explains_the_rest(
    app: App, client: httpx2.Client, project: TestProject, send: Callable[[list[dict[str, Any]]], None]
) -> None:
    base = f"/api/v1/projects/{project.id}"
    with llm_provider() as provider:
        connection = {
            "provider": "local",
            "adapter": "openai",
            "secret": GOOD_KEY,
            "base_url": f"{provider.url}/v1",
            "custom_models": ["echo"],
        }
        assert client.put(f"{base}/llm-connections", json=connection).status_code == 200
        model = {"default_model": {"provider": "local", "model": "echo"}}
        assert client.put(f"{base}/evaluation-settings", json=model).status_code == 200
        send(conversation_turn(new_id(), "What is 2+2?", "4"))

        page = app.open("/evaluators?tab=library")
        page.get_by_role("link", name="Use Conciseness").click()
        expect(page.get_by_label("Name")).to_have_value("Conciseness")
        provider.replies.append(json.dumps({"reasoning": "One word is enough.", "score": 1}))
        bench = page.get_by_role("region", name="Test bench")
        bench.get_by_role("button", name="Run").click()
        expect(bench).to_contain_text("One word is enough.")
        bench.get_by_text("What was asked").click()
        expect(bench).to_contain_text("What is 2+2?")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", name="Conciseness")).to_be_visible()

        page = app.open("/rules/new")
        page.get_by_label("Name").fill("Half of the answers")
        page.get_by_label("Sample (%)").fill("50")
        page.get_by_label("Conciseness").check()
        expect(page.get_by_text("1 match")).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", name="Half of the answers")).to_be_visible()

        (rule,) = client.get(f"{base}/evaluation-rules").json()["data"]
        drawn, left = chosen_traces(rule["id"])
        provider.replies.append(json.dumps({"reasoning": "Nothing could be cut.", "score": 0.75}))
        send(conversation_turn(drawn, "What is 3+3?", "6"))
        send(conversation_turn(left, "What is 4+4?", "8"))
        eventually(lambda: client.get("/api/public/v2/scores", params={"traceId": drawn}).json()["data"])
        page.reload()
        expect(page.get_by_text("Nothing could be cut.")).to_be_visible()
        page.get_by_role("link", name="Trace", exact=True).first.click()
        expect(page.get_by_text("Conciseness").first).to_be_visible()

        page = app.open(f"/traces/{left}?step={left}-call")
        why = page.get_by_label("Why not evaluated?")  # one beside the trace, one beside the chosen step
        expect(why).to_have_count(2)
        why.last.click()
        expect(page.get_by_role("dialog")).to_contain_text("Sampled out")


def test_a_rule_samples_into_a_queue_and_is_asked_about_one_trace(
    app: App, client: httpx2.Client, send: Callable[[list[dict[str, Any]]], None]
) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    config = client.post(f"{base}/score-configs", json={"name": "ok", "data_type": "BOOLEAN"}).json()["id"]
    queue = client.post(f"{base}/annotation-queues", json={"name": "spot checks", "score_config_ids": [config]}).json()["id"]
    page = app.open("/rules/new")
    page.get_by_label("Name").fill("A look at answers")
    page.get_by_label("Put into an annotation queue").click()
    page.get_by_role("option", name="spot checks").click()
    page.get_by_label("Sample (%)").fill("50")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="A look at answers")).to_be_visible()
    (rule,) = client.get(f"{base}/evaluation-rules").json()["data"]
    drawn, left = chosen_traces(rule["id"])
    send(conversation_turn(left, "What is 4+4?", "8"))
    send(conversation_turn(drawn, "What is 3+3?", "6"))
    items = eventually(lambda: client.get(f"{base}/annotation-queues/{queue}/items").json()["data"])
    assert [(one["trace_id"], one["source"]) for one in items] == [(drawn, "RULE")]
    page.get_by_role("tab", name="Why not").click()
    page.get_by_label("Trace or step").fill(f"{app.url}/projects/{app.project.id}/traces/{left}?step={left}-call")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Sampled out")).to_be_visible()
    page.get_by_label("Trace or step").fill("no-such-trace")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_be_visible()
    app.open("/rules")
    expect(page.get_by_role("link", name="spot checks")).to_be_visible()
    assert app.check_accessibility() == []


def chosen_traces(rule_id: str) -> tuple[str, str]:
    """Ids of two traces: the first one's generation is in a sample of half, the second one's is not."""
    drawn, left = "", ""
    while not (drawn and left):
        trace_id = new_id()
        if draw(rule_id, f"{trace_id}/{trace_id}-call") < 0.5:
            drawn = trace_id
        else:
            left = trace_id
    return drawn, left
