"""The command menu goes to pages, finds things by name and acts; addresses of other tools lead here."""

from __future__ import annotations

import re

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.builders.batch_events import event


def choose(page: Page, typed: str, choice: str) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Command menu").fill(typed)
    option = page.get_by_role("option", name=choice)
    expect(option).to_be_visible()
    option.click()


def test_the_command_menu_finds_datasets_and_queues_by_name(app: App, client: httpx2.Client) -> None:
    url = f"/api/v1/projects/{app.project.id}"
    dataset = client.post(f"{url}/datasets", json={"name": "refund questions"}).raise_for_status().json()
    config = client.post(f"{url}/score-configs", json={"name": "tone", "data_type": "NUMERIC"}).raise_for_status().json()
    form = {"name": "refunds to look at", "score_config_ids": [config["id"]]}
    queue = client.post(f"{url}/annotation-queues", json=form).raise_for_status().json()
    page = app.open("/settings")
    expect(page.get_by_role("heading", name="Project settings")).to_be_visible()
    choose(page, "refund", "refund questions Dataset")
    expect(page).to_have_url(re.compile(f"/datasets/{dataset['id']}"))
    choose(page, "REFUND", "refunds to look at Queue")
    expect(page).to_have_url(re.compile(f"/queues/{queue['id']}"))


def test_the_command_menu_leads_to_settings_and_switches_look_and_language(app: App) -> None:
    page = app.open("/settings")
    expect(page.get_by_role("heading", name="Project settings")).to_be_visible()
    choose(page, "organization settings", "Organization settings")
    expect(page).to_have_url(re.compile("/organizations/"))
    choose(page, "mails", "Account / Mails")
    expect(page).to_have_url(re.compile("/account#mails"))
    choose(page, "dark", "Theme: Dark")
    assert page.evaluate("document.documentElement.classList.contains('dark')")
    choose(page, "语言", "Language: 简体中文")
    expect(page.get_by_role("heading", name="账户", exact=True)).to_be_visible()


def test_addresses_without_a_project_lead_to_the_last_one(app: App, client: httpx2.Client) -> None:
    moment = "2026-01-05T10:00:00Z"
    batch = [event("trace-create", {"id": "t-known", "name": "known", "timestamp": moment})]
    assert client.post("/api/public/ingestion", json={"batch": batch}).json()["errors"] == []
    page = app.open("/settings")
    expect(page.get_by_role("heading", name="Project settings")).to_be_visible()
    for path, where in (("/project/~/sessions", "/sessions"), ("/projects/~/settings/keys", "/settings/keys"),
                        ("/project/~/settings/api-keys", "/settings/keys"), ("/trace/t-known", "/traces/t-known")):  # fmt: skip
        app.open(path, project=False)
        expect(page).to_have_url(re.compile(f"/projects/{app.project.id}{where}"))
    app.open("/trace/t-nowhere", project=False)
    expect(page.get_by_text("No such trace in your projects")).to_be_visible()
