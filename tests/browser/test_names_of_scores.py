"""The table of scores speaks of evaluators, rules and experiments by name; what is gone keeps its id and says so."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.builders.rows import insert, score
from tests.builders.running_app import RunningApp

GONE = "01a20370-2255-7800-8000-000000000000"


@pytest.fixture
def evaluator(app: App, running: RunningApp, client: httpx2.Client) -> str:
    """Its id. It judged once; so did one that is gone."""
    content = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}
    base = f"/api/v1/projects/{app.project.id}"
    made: dict[str, Any] = client.post(f"{base}/evaluators", json={"name": "Short enough", "content": content}).json()
    own: str = made["evaluator"]["id"]
    now = running.app.state.accounts.clock()
    rows = [
        score(app.project.id, "s1", "length", 1.0, trace_id="t1", evaluator_id=own, source="EVAL", timestamp=now),
        score(app.project.id, "s2", "tone", 0.0, trace_id="t1", evaluator_id=GONE, source="EVAL", timestamp=now),
    ]
    insert(running.engines.analytics, "scores", rows)
    return own


def show_column(page: Page, name: str) -> None:
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name=name, exact=True).check()
    page.keyboard.press("Escape")


def test_columns_facets_and_the_search_speak_of_names(app: App, evaluator: str) -> None:
    page = app.open("/scores")
    show_column(page, "Evaluator")
    table = page.get_by_role("table")
    link = table.get_by_role("link", name="Short enough")
    expect(link).to_have_attribute("href", f"/projects/{app.project.id}/evaluators/{evaluator}")
    expect(table.get_by_title(f"No longer exists, or is not known: {GONE}")).to_have_text(GONE)

    facet = page.get_by_role("region", name="Evaluator")
    facet.get_by_role("button", name="Evaluator").click()
    facet.get_by_role("button", name="Short enough", exact=True).click()
    expect(page).to_have_url(re.compile(f"evaluator_id.*{evaluator}"))
    expect(page.get_by_role("list", name="Names in the filter")).to_have_text("Evaluator:Short enough")
    expect(table.get_by_text("tone")).to_have_count(0)
    assert app.check_accessibility() == []

    facet.get_by_role("button", name="Exclude Short enough").click()
    expect(page.get_by_role("list", name="Names in the filter")).to_have_text("not Evaluator:Short enough")
    expect(table.get_by_text("tone")).to_be_visible()


def test_the_search_proposes_names_and_writes_the_id(app: App, evaluator: str) -> None:
    page = app.open("/scores")
    bar = page.get_by_role("combobox", name="Filter")
    bar.fill("evaluator:short")
    page.get_by_role("option", name="Short enough").click()
    bar.press("Enter")
    expect(bar).to_have_value(f"evaluator:{evaluator}")
    expect(page.get_by_role("list", name="Names in the filter")).to_have_text("Evaluator:Short enough")
