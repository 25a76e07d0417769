"""The whole loop on the sample project, all of it through the screen: failing traces become a dataset, two versions of a prompt
run over it with repetitions, a judge and a code check score, the runs are compared, the report is printed, and the better
version is promoted.
"""

from __future__ import annotations

import json

import httpx2
import pytest
from playwright.sync_api import Page, expect

from lumetra.features.sample.send import send_sample
from tests.browser.conftest import App
from tests.builders.eventually import eventually
from tests.builders.experiments import ExperimentDesk
from tests.servers.llm_provider import llm_provider

CODE = "def evaluate(ctx):\n    return 'ticket' in ctx.output\n"
POLITE = "You are the support agent of Harbor. Say please, and offer to open a ticket."
REPETITIONS = 2


def answer(said: str, is_structured: bool) -> str:
    """A model whose answers follow the prompt, and a judge who likes politeness."""
    if is_structured:
        kind = "Please let me open a ticket" in said
        return json.dumps({"reasoning": "It says please." if kind else "It is curt.", "score": 1.0 if kind else 0.25})
    return "Please let me open a ticket for you." if "Say please" in said else "No."


@pytest.mark.timeout(500)
def test_from_failing_traces_to_a_better_prompt(app: App, client: httpx2.Client) -> None:
    send_sample(
        app.url, app.project.public_key, app.project.secret_key, sessions=150
    )  # with fewer than seven failures no test could show a difference
    with llm_provider() as provider:
        provider.answer = answer
        ExperimentDesk(client, app.project.id, provider).connect(f"{provider.url}/v1", custom_models=["echo"])
        write_a_better_prompt(app.open("/prompts"))
        create_judge(app.open("/evaluators?tab=library"))
        create_code_check(app.open("/evaluators/new"))
        items = collect_failures(app, client)
        start_experiment(app.page, items)
        watch_results(app.page, items)
        compare_and_report(app.page)
        promote(app.page)
    served = client.get("/api/public/v2/prompts/support%2Fagent").json()
    assert (served["version"], served["prompt"]) == (2, POLITE)


def write_a_better_prompt(page: Page) -> None:
    page.get_by_role("button", name="support").click()
    page.get_by_role("link", name="agent").click()
    page.get_by_role("button", name="New version").click()
    page.get_by_label("Text of the prompt").fill(POLITE)
    page.get_by_role("button", name="Save version").click()
    expect(page.get_by_role("region", name="Content").locator('[data-kind="added"]')).to_contain_text("Say please")


def create_judge(page: Page) -> None:
    page.get_by_role("link", name="Use Helpfulness").click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="local · echo").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Helpfulness")).to_be_visible()


def create_code_check(page: Page) -> None:
    page.get_by_label("Name").fill("offers-ticket")
    page.get_by_role("radio", name="Python code").click()
    page.get_by_label("Python code").fill(CODE)
    bench = page.get_by_role("region", name="Test bench")
    bench.get_by_role("button", name="Run").click()
    expect(bench.get_by_text("offers-ticket")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="offers-ticket")).to_be_visible()


def collect_failures(app: App, client: httpx2.Client) -> int:
    """Everything that failed, mapped into a new dataset; returns how many items that made, standing on its page."""
    page = app.open("/traces?rows=traces&range=7d&q=level:ERROR name:support-agent")
    expect(page.get_by_role("row").nth(5)).to_be_visible()
    page.get_by_role("checkbox", name="Select all").first.click()
    page.get_by_role("button", name="Add to a dataset").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Dataset", exact=True).click()
    page.get_by_role("option", name="New dataset").click()
    dialog.get_by_label("Name").fill("failures")
    dialog.get_by_label("Tags").fill("edge case")
    metadata = dialog.get_by_role("group", name="Metadata")
    metadata.get_by_role("button", name="Add a column").click()
    metadata.get_by_role("combobox", name="Column").click()
    page.get_by_role("option", name="user_id").click()
    expect(dialog.get_by_text("example").first).to_be_visible()
    dialog.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name="failures")).to_be_visible()
    api = f"/api/v1/projects/{app.project.id}"

    def whole() -> int:
        (dataset,) = (one for one in client.get(f"{api}/datasets").json()["data"] if one["name"] == "failures")
        (done,) = client.get(f"{api}/datasets/{dataset['id']}/imports").json()["data"]
        return dataset["active_items"] if done["state"] == "succeeded" else 0

    return eventually(whole)


def start_experiment(page: Page, items: int) -> None:
    page.get_by_role("link", name="New experiment").click()
    page.get_by_label("Name").fill("tone")
    page.get_by_label("Repetitions").fill(str(REPETITIONS))
    page.get_by_label("Prompt", exact=True).click()
    page.get_by_role("option", name="support/agent").click()
    page.get_by_label("LLM connection").click()
    page.get_by_role("option", name="local").click()
    page.get_by_label("Model", exact=True).fill("echo")
    page.get_by_role("button", name="Copy").click()
    page.get_by_label("Version", exact=True).first.click()
    page.get_by_role("option", name="v1").click()
    page.get_by_label("Helpfulness").check()
    page.get_by_label("offers-ticket").check()
    expect(page.get_by_text(f"{items * REPETITIONS * 2} calls")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("link", name="tone · agent v2 · echo")).to_be_visible()


def watch_results(page: Page, items: int) -> None:
    """Until every answer of the new version has both scores."""
    page.get_by_role("link", name="tone · agent v2 · echo").click()
    expect(page.get_by_text(f"Evaluated: {items * REPETITIONS * 2} of {items * REPETITIONS * 2}")).to_be_visible()
    summary = page.get_by_role("region", name="Summary")
    expect(summary.get_by_role("heading", name="Helpfulness")).to_be_visible()
    expect(summary.get_by_role("heading", name="offers-ticket")).to_be_visible()
    page.get_by_role("button", name="Executions").click()
    log = page.get_by_role("dialog")
    expect(log.get_by_text("It says please.").first).to_be_visible()
    page.keyboard.press("Escape")
    bar = page.get_by_role("search", name="Items").get_by_role("combobox", name="Filter")
    bar.fill("score.Helpfulness:<=0.5")
    bar.press("Enter")
    expect(page.get_by_text("No matches")).to_be_visible()
    page.get_by_role("button", name="Show all items").click()
    page.get_by_role("button", name="Trace").first.click()
    expect(page.get_by_role("complementary").get_by_text("experiment-item-run").first).to_be_visible()


def compare_and_report(page: Page) -> None:
    page.get_by_role("link", name="Experiments").first.click()
    for name in ("tone · agent v1 · echo", "tone · agent v2 · echo"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    page.get_by_role("button", name="Compare").click()
    # Both runs began in the same second: whichever is the baseline, the old version becomes it here.
    baseline = page.get_by_role("region", name="Baseline")
    expect(baseline).to_be_visible()
    if "v2" in baseline.inner_text():
        page.get_by_role("button", name="Swap").click()
    expect(baseline).to_contain_text("tone · agent v1 · echo")
    expect(page.get_by_text("better by").first).to_be_visible()
    page.get_by_role("radio", name="Better").click()
    expect(page.locator("ins").first).to_contain_text("Please")
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", name="Experiment report: tone · agent v1 · echo")).to_be_visible()
    expect(page.get_by_text("better by").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert "better by" in download.value.path().read_text(encoding="utf-8")
    printed = page.pdf()
    assert printed.startswith(b"%PDF") and len(printed) > 10_000


def promote(page: Page) -> None:
    page.get_by_role("link", name="Comparison").click()
    candidate = page.get_by_role("region", name="Candidate")
    candidate.get_by_role("button", name="Promote version 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Move “production”").click()
    expect(candidate.get_by_text("production")).to_be_visible()
    expect(page.get_by_role("region", name="Baseline").get_by_text("production")).to_have_count(0)
