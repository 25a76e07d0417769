"""Datasets in the browser: made, written, imported from a file with broken rows, read as they stood."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import App

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
