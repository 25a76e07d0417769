"""Scores looked at as a whole in a browser: one by a dimension, two against each other; and the log with what is deleted from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn, event
from tests.builders.eventually import eventually

Send = Callable[[list[dict[str, Any]]], None]


def a_score(trace: str, name: str, value: float | str, data_type: str) -> dict[str, Any]:
    return event("score-create", {"traceId": trace, "name": name, "value": value, "dataType": data_type})


def judged(app: App, send: Send, client: httpx2.Client) -> None:
    """Twelve traces, each with two numbers and two categories."""
    for number in range(12):
        trace = f"t-{number}"
        tone = "warm" if number % 3 else "cold"
        send(
            [
                *conversation_turn(trace, "hi", "there", userId=f"user {number % 2}"),
                a_score(trace, "judge", number / 12, "NUMERIC"),
                a_score(trace, "person", (number + number % 2) / 12, "NUMERIC"),
                a_score(trace, "tone", tone, "CATEGORICAL"),
                a_score(trace, "other tone", "warm", "CATEGORICAL"),
            ]
        )
    path = f"/api/v1/projects/{app.project.id}/scores"
    eventually(lambda: len(client.get(path, params={"limit": 100}).json()["data"]) == 48)


def test_one_score_by_a_dimension_and_two_against_each_other(app: App, send: Send, client: httpx2.Client) -> None:
    judged(app, send, client)
    page = app.open("/scores")
    page.get_by_role("link", name="Score analytics").click()
    page.get_by_label("Score", exact=True).click()
    page.get_by_role("option", name="judge").click()
    expect(page.get_by_text("0.458", exact=True).first).to_be_visible()
    page.get_by_label("By", exact=True).click()
    page.get_by_role("option", name="User").click()
    expect(page.get_by_role("row").filter(has_text="user 1")).to_contain_text("0.5")
    page.get_by_label("Against").click()
    page.get_by_role("option", name="person").click()
    expect(page.get_by_text("Pearson's r")).to_be_visible()
    expect(page.get_by_text("Rows: judge. Columns: person.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Matched pairs")).to_be_visible()

    page.get_by_label("Score", exact=True).click()
    page.get_by_role("option", name="tone CATEGORICAL").or_(page.get_by_role("option", name="tone", exact=True)).first.click()
    page.get_by_label("Against").click()
    page.get_by_role("option", name="other tone").click()
    expect(page.get_by_text("Cohen's κ")).to_be_visible()
    bar = page.get_by_role("combobox", name="Filter")
    bar.fill("typo:x")
    bar.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("typo")
    bar.fill("")
    bar.press("Enter")
    expect(page.get_by_text("Cohen's κ")).to_be_visible()
    assert app.check_accessibility() == []


def test_scores_are_deleted_from_the_log(app: App, send: Send, client: httpx2.Client) -> None:
    judged(app, send, client)
    page = app.open("/scores?q=name%3Ajudge")
    boxes = page.get_by_role("row").get_by_role("checkbox")
    expect(boxes).to_have_count(13)
    boxes.nth(1).click()
    page.get_by_role("toolbar", name="Actions on chosen scores").get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("1 scores deleted")).to_be_visible()
    expect(boxes).to_have_count(12)
    boxes.nth(1).click()
    page.get_by_role("button", name="Delete all that match").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("11 scores deleted")).to_be_visible()
    left = client.get(f"/api/v1/projects/{app.project.id}/scores", params={"limit": 100}).json()["data"]
    assert {score["name"] for score in left} == {"person", "tone", "other tone"}


def test_an_output_is_corrected_by_hand(app: App, send: Send, client: httpx2.Client) -> None:
    send(conversation_turn("t-wrong", "What is 2 + 2?", "5"))
    page = app.open("/traces/t-wrong")
    page.get_by_role("button", name="Scores", exact=True).first.click()
    page.get_by_role("button", name="Correct the output").click()
    page.get_by_label("What the output should have been").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The correction is kept")).to_be_visible()
    page.get_by_label("What the output should have been").fill("four")
    page.get_by_role("button", name="Save").click()
    path = f"/api/v1/projects/{app.project.id}/scores"
    eventually(lambda: [score["string_value"] for score in client.get(path).json()["data"]] == ["four"])
    [score] = client.get(path).json()["data"]
    assert (score["data_type"], score["name"], score["source"]) == ("CORRECTION", "output", "ANNOTATION")
