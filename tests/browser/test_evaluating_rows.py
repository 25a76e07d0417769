"""Evaluators on rows of the tracing table: chosen ones and all that match, with the cost said before and the way to what they did."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually

Send = Callable[[list[dict[str, Any]]], None]


def test_rows_are_evaluated_from_the_table(app: App, client: httpx2.Client, send: Send) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    content = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}
    client.post(f"{base}/evaluators", json={"name": "short enough", "content": content}).raise_for_status()
    send([*conversation_turn("t-one", "hello", "hi"), *conversation_turn("t-two", "bye", "see you")])

    page = app.open()
    page.get_by_role("row").filter(has_text="hello").get_by_role("checkbox").click()
    bar = page.get_by_role("toolbar", name="Selected rows")
    bar.get_by_role("button", name="Evaluate…").click()
    dialog = page.get_by_role("dialog", name="Evaluate traces")
    expect(dialog.get_by_role("button", name="Begin")).to_be_disabled()
    dialog.get_by_role("checkbox", name="short enough").click()
    expect(dialog.get_by_role("status")).to_contain_text("1 row, 1 evaluation · no model is asked")
    assert app.check_accessibility() == []
    dialog.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("The evaluation has begun")).to_be_visible()
    expect(bar).to_have_count(0)
    eventually(lambda: client.get("/api/public/v2/scores", params={"traceId": "t-one"}).json()["data"])

    page.get_by_role("checkbox", name="Select all rows shown").click()
    bar.get_by_role("button", name="Evaluate…").click()
    dialog.get_by_role("checkbox", name="short enough").click()
    expect(dialog.get_by_role("status")).to_contain_text("2 rows, 1 evaluation · 1 evaluated before")
    dialog.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Progress").last.click()

    log = page.get_by_role("dialog", name="Executions")
    expect(log.get_by_role("listitem")).to_have_count(1)
    expect(log.get_by_role("link", name="Trace")).to_have_attribute("href", f"/projects/{app.project.id}/traces/t-two")
    log.get_by_role("button", name="Close").click()
    expect(page.get_by_text("2 chosen rows")).to_be_visible()
    expect(page.get_by_text("Evaluated: 1 of 1")).to_have_count(2)
    assert app.check_accessibility() == []


def test_variables_are_mapped_otherwise_for_once(app: App, client: httpx2.Client, send: Send) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    content = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}
    made = client.post(f"{base}/evaluators", json={"name": "short enough", "content": content}).raise_for_status().json()
    send(conversation_turn("t-one", "a short question", "an answer " * 50))

    page = app.open()
    page.get_by_role("row").filter(has_text="a short question").get_by_role("checkbox").click()
    page.get_by_role("toolbar", name="Selected rows").get_by_role("button", name="Evaluate…").click()
    dialog = page.get_by_role("dialog", name="Evaluate traces")
    expect(dialog.get_by_role("button", name="Mapping")).to_have_count(0)
    dialog.get_by_role("checkbox", name="short enough").click()
    dialog.get_by_role("button", name="Mapping as the evaluator says").click()
    value = dialog.get_by_role("combobox", name="value")
    expect(value, "as the evaluator says").to_have_text("Output")
    value.press("Enter")
    page.get_by_role("option", name="Input", exact=True).press("Enter")
    expect(dialog.get_by_role("button", name="Mapping 1 changed")).to_be_visible()
    dialog.get_by_role("textbox", name="JSONPath value").fill("answer")
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("button", name="Begin")).to_be_disabled()
    dialog.get_by_role("textbox", name="JSONPath value").fill("")
    expect(dialog.get_by_role("status")).to_contain_text("1 row, 1 evaluation")
    assert app.check_accessibility() == []
    dialog.get_by_role("button", name="Begin").click()

    [score] = eventually(lambda: client.get("/api/public/v2/scores", params={"traceId": "t-one"}).json()["data"])
    assert score["value"] == 1, "the question was judged, not the answer"
    latest = client.get(f"{base}/evaluators/{made['evaluator']['id']}").json()["latest"]
    assert latest["mapping"] == made["latest"]["mapping"], "for once: the evaluator stays as it is"


def test_a_rule_maps_variables_its_own_way(app: App, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    content = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}
    client.post(f"{base}/evaluators", json={"name": "short enough", "content": content}).raise_for_status()
    page = app.open("/rules/new")
    page.get_by_label("Name", exact=True).fill("questions")
    page.get_by_role("checkbox", name="short enough").click()
    page.get_by_role("button", name="Mapping").click()
    page.get_by_role("combobox", name="value").click()
    page.get_by_role("option", name="Input", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/rules/(?!new)"))
    [rule] = client.get(f"{base}/evaluation-rules").json()["data"]
    assert rule["evaluators"][0]["mapping"]["value"] == {"source": "input", "path": ""}

    page.get_by_role("tab", name="Rule").click()
    page.get_by_role("button", name="Mapping 1 changed").click()
    expect(page.get_by_role("combobox", name="value")).to_have_text("Input")
    page.get_by_role("button", name="As the evaluator says").click()
    expect(page.get_by_role("combobox", name="value")).to_have_text("Output")
    page.get_by_role("button", name="Save").click()
    eventually(lambda: client.get(f"{base}/evaluation-rules").json()["data"][0]["evaluators"][0]["mapping"] is None)
