"""Two runs beside each other: scores without order are compared by their mix."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.rows import insert, score
from tests.builders.running_app import RunningApp
from tests.builders.runs import insert_run

ITEMS = [f"item-{number:02}" for number in range(40)]


def run_with_topics(running: RunningApp, project_id: str, name: str, topics: dict[str, str]) -> str:
    own = insert_run(running.engines.analytics, project_id, name, {"right": {item: [1.0] for item in ITEMS}})
    rows = [
        score(project_id, f"{own}-{item}", "topic", 0.0, trace_id=f"{own}-{item}-0", data_type="CATEGORICAL", string_value=topic)
        for item, topic in topics.items()
    ]
    insert(running.engines.analytics, "scores", rows)
    return own


def test_a_comparison_shows_how_the_mix_of_categories_changed(app: App, running: RunningApp) -> None:
    topics = {item: "billing" if number < 20 else "login" for number, item in enumerate(ITEMS)}
    before = run_with_topics(running, app.project.id, "before", topics)
    after = run_with_topics(running, app.project.id, "after", topics | dict.fromkeys(ITEMS[20:34], "other"))
    page = app.open(f"/experiments/compare?baseline={before}&with={after}")
    table = page.get_by_role("region", name="topic")
    expect(table.get_by_text("the mix of categories changed (14 of 40 items)")).to_be_visible()
    expect(table.get_by_role("row", name="login 50% 15% -35%")).to_be_visible()
    expect(table.get_by_role("row", name="other 0% 35% +35%")).to_be_visible()
    assert app.check_accessibility() == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
