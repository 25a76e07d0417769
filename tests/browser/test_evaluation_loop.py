"""The whole loop: failing traces become a dataset, two prompt versions run over it, checks score, the runs are compared,
the report is printed, and the better version is promoted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.experiments import ExperimentDesk
from tests.servers.llm_provider import llm_provider

QUESTIONS = 8


@pytest.mark.timeout(400)
def test_from_failing_traces_to_a_better_prompt(
    app: App, client: httpx2.Client, send: Callable[[list[dict[str, Any]]], None]
) -> None:
    for number in range(QUESTIONS):
        send(conversation_turn(f"t-{number}", f"question {number}", "sorry", failed=True))
    api = f"/api/v1/projects/{app.project.id}"
    with llm_provider() as provider:
        desk = ExperimentDesk(client, app.project.id, provider)
        desk.prompt("answer", "Be curt: {{input}}", "Be polite please: {{input}}")
        page = app.open("/traces?filter=level:ERROR")
        expect(page.get_by_role("row")).to_have_count(QUESTIONS + 1)
        page.get_by_role("checkbox", name="Select all").first.click()
        page.get_by_role("button", name="Add to a dataset").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("failures")
        expect(dialog.get_by_text("question 3")).to_be_visible()
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(dialog).to_be_hidden()
        (dataset,) = eventually(
            lambda: (
                (found := [one for one in client.get(f"{api}/datasets").json()["data"] if one["active_items"] == QUESTIONS])
                and found
            )
        )
        page = app.open(f"/experiments/new?dataset={dataset['id']}")
        page.get_by_label("Name").fill("tone")
        page.get_by_label("Repetitions").fill("2")
        page.get_by_label("Prompt", exact=True).click()
        page.get_by_role("option", name="answer").click()
        page.get_by_label("LLM connection").click()
        page.get_by_role("option", name="local").click()
        page.get_by_label("Model", exact=True).fill("echo")
        page.get_by_role("button", name="Copy").click()
        page.get_by_label("Version", exact=True).first.click()
        page.get_by_role("option", name="v1").click()
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_role("link", name="tone · answer v2 · echo")).to_be_visible()
        plans = client.get(f"{api}/experiment-plans").json()["data"]
        plan = desk.finished(plans[0]["id"])
    assert (plan["done"], plan["failed"]) == (QUESTIONS * 4, 0)
    before, after = (arm["experiment_id"] for arm in sorted(plan["arms"], key=lambda arm: arm["prompt_version"]))
    score_politeness(desk, before, after)
    page.reload()
    for name in ("tone · answer v1 · echo", "tone · answer v2 · echo"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    page.get_by_role("button", name="Compare").click()
    page.goto(f"{app.url}/projects/{app.project.id}/experiments/compare?baseline={before}&with={after}")
    expect(page.get_by_text("better by").first).to_be_visible()
    page.get_by_role("radio", name="Better").click()
    expect(page.locator("ins").first).to_contain_text("polite")
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", name="Experiment report: tone · answer v1 · echo")).to_be_visible()
    expect(page.get_by_text("better by").first).to_be_visible()
    printed = page.pdf()
    assert printed.startswith(b"%PDF") and len(printed) > 10_000
    prompt = next(one for one in client.get(f"{api}/prompts").json()["data"] if one["name"] == "answer")
    page = app.open(f"/prompts/{prompt['id']}?version=2")
    expect(page.get_by_text("v2").first).to_be_visible()
    moved = client.patch("/api/public/v2/prompts/answer/versions/2", json={"newLabels": ["production"]})
    assert "production" in moved.raise_for_status().json()["labels"]


def score_politeness(desk: ExperimentDesk, *experiments: str) -> None:
    """Yes/no for every execution, as a check of one's own sends it; waits until the results show all."""
    for own_id in experiments:
        desk.results(own_id, executions=QUESTIONS * 2)
        for row in desk.items(own_id):
            for one in row["executions"]:
                body = {
                    "name": "polite",
                    "value": int("please" in str(one["output"])),
                    "dataType": "BOOLEAN",
                    "traceId": one["trace_id"],
                }
                desk.client.post("/api/public/scores", json=body).raise_for_status()

    def scored() -> bool:
        shown = [desk.client.get(f"{desk.api}/experiments/{own_id}").json()["summary"]["metrics"] for own_id in experiments]
        return all(any(m["name"] == "polite" and m["values"] == QUESTIONS * 2 for m in one) for one in shown)

    eventually(scored, seconds=60)
