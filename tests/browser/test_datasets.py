"""Datasets in the browser: made, written, imported from a file with broken rows, read as they stood."""

from __future__ import annotations

import hashlib
import hmac
import json

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.servers.receiver import receiver

ROWS = 'question,answer,topic\n天气怎么样?,晴,a\nonly one field\n"Two, please",yes,b\n'


def test_a_dataset_is_made_written_imported_and_read_as_it_stood(app: App) -> None:
    page = app.open("/datasets")
    page.get_by_role("button", name="New dataset").first.click()
    page.get_by_label("Name").fill("support/refunds")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name="support/refunds")).to_be_visible()
    page.get_by_role("button", name="New item").click()
    panel = page.get_by_role("complementary", name="New item")
    panel.get_by_label("Input").fill("Where is my money?")
    panel.get_by_label("Expected output").fill('{"action": "refund"}')
    panel.get_by_label("Tags").fill("edge case")
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_role("table").get_by_text("Where is my money?")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files({"name": "rows.csv", "mimeType": "text/csv", "buffer": ROWS.encode()})
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("天气怎么样?")).to_be_visible()
    expect(dialog.get_by_text("1 fields where the header has 3")).to_be_visible()
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("2 imported · 0 unchanged · 1 rejected")).to_be_visible()
    page.get_by_role("tab", name="Items").click()
    expect(page.get_by_text("3 items")).to_be_visible()
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("button", name="Read this version").last.click()
    expect(page.get_by_text("As of")).to_be_visible()
    expect(page.get_by_text("1 item", exact=True)).to_be_visible()


def test_the_pages_of_datasets_fit_a_phone(app: App) -> None:
    page = app.open("/datasets")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_text("No datasets yet")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_remote_trigger_is_set_tried_run_and_its_answers_read(app: App, client: httpx2.Client) -> None:
    dataset = client.post(f"/api/v1/projects/{app.project.id}/datasets", json={"name": "nightly"}).json()["id"]
    with receiver() as application:
        page = app.open(f"/datasets/{dataset}")
        page.get_by_role("tab", name="Remote trigger").click()
        page.get_by_label("Address of your application").fill(application.url)
        page.get_by_label("Payload (JSON)").fill('{"model": }')
        expect(page.get_by_role("button", name="Save")).to_be_disabled()
        page.get_by_label("Payload (JSON)").fill('{"model": "m"}')
        page.get_by_role("button", name="Save").click()
        shown = page.get_by_role("dialog", name="Signing secret")
        secret = shown.locator("code").inner_text()
        shown.get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Test", exact=True).click()
        expect(page.get_by_text("The application answered 200")).to_be_visible()
        application.answers.append(503)
        page.get_by_role("button", name="Run", exact=True).click()
        answers = page.get_by_role("region", name="Last answers").get_by_role("listitem")
        expect(answers.filter(has_text="503")).to_be_visible()
        expect(answers.filter(has_text="Test")).to_have_count(1)
        trial, run = application.wait_for(2)
    assert json.loads(trial.body) == {**json.loads(run.body), "test": True}
    assert json.loads(run.body)["payload"] == {"model": "m"}
    headers = {name.lower(): value for name, value in run.headers.items()}
    moment, _, signature = headers["x-lumetra-signature"].removeprefix("t=").partition(",v1=")
    assert signature == hmac.new(secret.encode(), f"{moment}.{run.body}".encode(), hashlib.sha256).hexdigest()
    page.reload()
    expect(page.get_by_label("Address of your application")).to_have_value(application.url)
    expect(page.get_by_text(secret)).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert app.check_accessibility() == []
