"""A price from nothing to the bill: added, previewed, re-priced, seen on the trace; and a cost corrected by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn

Send = Callable[[list[dict[str, Any]]], None]


def a_call(trace_id: str, model: str, **usage: Any) -> list[dict[str, Any]]:
    """A conversation whose model call used so much; 120 input and 30 output tokens where nothing is said."""
    events = conversation_turn(trace_id, "hello", "hi")
    events[-1]["body"]["model"] = model
    if usage:
        del events[-1]["body"]["usage"]
        events[-1]["body"]["usageDetails"] = usage
    return events


def open_call(page: Page, app: App, trace_id: str) -> None:
    app.open(f"/traces/{trace_id}?step={trace_id}-call")
    expect(page.get_by_role("heading", name="llm call")).to_be_visible()


def test_a_price_is_added_previewed_and_changes_the_stored_trace(app: App, send: Send) -> None:
    send(a_call("t-cost", "house-model-7b"))
    page = app.open("/traces/t-cost?step=t-cost-call")
    expect(page.get_by_role("button", name="No price")).to_be_visible()

    app.open("/models?tab=unpriced")
    page.get_by_role("button", name="Set price: house-model-7b").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Match pattern")).to_have_value("(?i)^house-model-7b$")
    dialog.get_by_label("Price input").fill("2.5")
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    dialog.get_by_label("Price output").fill("10")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. New calls are priced by it at once")).to_be_visible()

    page.get_by_role("tab", name="Re-price").click()
    page.get_by_role("button", name="Preview").click()
    line = page.get_by_role("row").filter(has_text="house-model-7b")
    expect(line).to_contain_text("$0.0006")  # 120 × $2.50/M + 30 × $10/M
    page.get_by_label("Note").fill("list price of November")
    page.get_by_role("button", name="Re-price 1 observations").click()
    run = page.get_by_role("listitem").filter(has_text="list price of November")
    expect(run).to_contain_text("Done")

    app.open("/traces/t-cost?step=t-cost-call")
    page.get_by_role("button", name="$0.0006").last.click()
    expect(page.get_by_text("120 input tokens × $2.50 / 1M (house-model-7b, default tier)")).to_be_visible()
    expect(page.get_by_text("30 output tokens × $10.00 / 1M (house-model-7b, default tier)")).to_be_visible()

    app.open("/models?tab=trail")
    expect(page.get_by_role("listitem").filter(has_text="list price of November")).to_contain_text("re-priced")
    expect(page.get_by_role("listitem").filter(has_text="house-model-7b")).to_contain_text("created")


def test_a_model_with_tiers_and_periods_is_edited_and_conflicts_stand_at_their_field(app: App, client: httpx2.Client) -> None:
    page = app.open("/models?tab=book")
    page.get_by_role("button", name="New model").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("long reader")
    dialog.get_by_label("Match pattern").fill("(?i)^long-(")
    dialog.get_by_label("Price input").fill("1")
    dialog.get_by_label("Price output").fill("4")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("is not a usable regular expression")
    expect(dialog.get_by_label("Match pattern")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Match pattern").fill("(?i)^long-reader")

    dialog.get_by_role("button", name="Add tier").click()
    dialog.get_by_label("Tier", exact=True).fill("long prompts")
    dialog.get_by_label("Price input (long prompts)").fill("2")
    dialog.get_by_label("Limit long prompts 1").fill("1000")
    dialog.get_by_label("Fee per call (default)").fill("0.01")
    dialog.get_by_label("Currency").fill("EUR")
    dialog.get_by_role("button", name="Add period").click()
    dialog.get_by_label("Valid from").nth(1).fill("2020-01-01")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert").filter(has_text="overlap")).to_be_visible()
    dialog.get_by_label("Valid to").nth(0).fill("2020-01-01")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)

    [model] = client.get(f"/api/v1/projects/{app.project.id}/models", params={"origin": "project"}).json()["data"]
    assert [version["currency"] for version in model["versions"]] == ["EUR", "EUR"]
    tiers = {tier["name"]: tier for tier in model["versions"][0]["tiers"]}
    assert tiers["default"]["prices"] == {"input": "0.000001", "output": "0.000004"}
    assert tiers["default"]["request_fee"] == "0.01"
    assert tiers["long prompts"]["prices"]["input"] == "0.000002"
    assert tiers["long prompts"]["conditions"][0]["value"] == "1000"

    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="Add currency").click()
    page.get_by_label("Currency 1").fill("eur")
    page.get_by_label("US dollars for one EUR").fill("1.1")
    page.get_by_role("button", name="Save rates").click()
    expect(page.get_by_text("Saved. New calls use these rates.")).to_be_visible()
    page.get_by_role("switch", name="Count tokens where none were sent").click()
    page.get_by_role("tab", name="Which price would it get?").click()
    page.get_by_label("Model name as it is sent").fill("long-reader-2")
    expect(page.get_by_text("^input > 1000")).to_be_visible()
    rates = client.get(f"/api/v1/projects/{app.project.id}/currency-rates").json()
    assert rates == {"rates": {"EUR": "1.1"}}
    assert client.get(f"/api/v1/projects/{app.project.id}/price-settings").json() == {"estimate_missing_usage": False}


def test_a_builtin_model_is_found_switched_off_and_copied(app: App) -> None:
    page = app.open("/models?tab=book&q=gpt-4o-mini-tts")
    page.get_by_role("button", name=re.compile("^Switch off: gpt-4o-mini-tts")).first.click()
    expect(page.get_by_text("Switched off", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Copy to project: gpt-4o-mini-tts")).first.click()
    expect(page.get_by_text("Copied. The project's own model now goes first.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Edit model gpt-4o-mini-tts"))).to_be_visible()


def test_one_cost_is_corrected_with_a_note_and_taken_back(app: App, send: Send) -> None:
    send(a_call("t-note", "gpt-4o"))
    page = app.open("/traces/t-note?step=t-note-call")
    page.get_by_role("button", name="$0.0006").last.click()
    page.get_by_role("button", name="Correct this cost").click()
    page.get_by_label("Real cost in US dollars").fill("0.5")
    page.get_by_label("Why (kept in the audit trail)").fill("credit note 7")
    page.get_by_role("button", name="Correct this cost").click()
    expect(page.get_by_text("Corrected. The note is kept with it.")).to_be_visible()
    expect(page.get_by_role("list", name="Corrections")).to_contain_text("credit note 7")
    expect(page.get_by_role("button", name="$0.500").last).to_be_visible()
    page.get_by_role("button", name="Change the correction").click()
    page.get_by_label("Why (kept in the audit trail)").fill("it was ours after all")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("list", name="Corrections")).to_contain_text("taken back")
    expect(page.get_by_role("button", name="$0.0006").last).to_be_visible()


def test_unusable_usage_is_explained_on_the_step(app: App, send: Send) -> None:
    send(a_call("t-odd", "gpt-4o", input=-5, output="NaN", input_audio_tokens=1e15, input_cached_tokens=10))
    page = app.open("/traces/t-odd?step=t-odd-call")
    page.get_by_role("button", name=re.compile("→")).last.click()
    expect(page.get_by_text("input: ").first).to_contain_text("negative")
    expect(page.get_by_text("output: ").first).to_be_visible()
    expect(page.get_by_text("input_audio_tokens: ").first).to_be_visible()


def test_costs_are_filtered_grouped_and_narrowed(app: App, send: Send) -> None:
    for number, model in enumerate(("gpt-4o", "gpt-4o", "claude-sonnet-4-5")):
        events = a_call(f"t-{number}", model)
        events[0]["body"] |= {"userId": f"user {number}", "sessionId": "s", "tags": ["blue"]}
        send(events)
    page = app.open("/costs")
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("button", name="claude-sonnet-4-5").click()
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("model:claude-sonnet-4-5")
    expect(table.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Group by").click()
    page.get_by_role("option", name="User").click()
    expect(table.get_by_role("row")).to_have_count(4)
    page.get_by_role("radio", name="Per session").click()
    expect(page.get_by_text("Half cost at most")).to_be_visible()
    assert app.check_accessibility() == []
