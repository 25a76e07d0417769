"""Who may come in, and what they see first."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.browser.conftest import App, watch_console
from tests.builders.running_app import RunningApp


def test_a_stranger_is_led_to_the_sign_in_and_back_to_the_address(browser: Browser, running: RunningApp) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    errors = watch_console(page)
    page.goto(f"{running.url}/projects/none/traces?q=level%3AERROR")
    expect(page).to_have_url(re.compile("/sign-(in|up)"))
    page.goto(f"{running.url}/sign-up")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Email").fill("ada@browser.example")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_label("Email").fill("ada@browser.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    assert errors == []
    context.close()


def test_a_foreign_project_says_that_it_is_not_yours(app: App) -> None:
    page = app.open("/projects/somebody-elses/traces", project=False)
    expect(page.get_by_text("This project is not yours to see")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(app: App) -> None:
    page = app.open("/no/such/page", project=False)
    expect(page.get_by_text("There is no page at this address")).to_be_visible()


def test_language_and_theme_switch_and_stay(app: App) -> None:
    page = app.open("/settings")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitemradio", name="简体中文").click()
    expect(page.get_by_role("heading", name="项目设置")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="项目设置")).to_be_visible()
    assert page.evaluate("document.documentElement.classList.contains('dark')")


def test_a_lost_connection_is_said_and_recovers(app: App) -> None:
    page = app.open()
    expect(page.get_by_role("heading", name="Send your first trace")).to_be_visible()
    app.context.set_offline(True)
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    app.context.set_offline(False)
    expect(page.get_by_text("Connected again")).to_be_visible()


def test_a_page_that_was_never_loaded_waits_for_the_connection(app: App) -> None:
    page = app.open()
    expect(page.get_by_role("heading", name="Send your first trace")).to_be_visible()
    app.context.set_offline(True)
    page.get_by_role("link", name="Experiments").click()
    expect(page.get_by_role("main").get_by_text("The server cannot be reached")).to_be_visible()
    app.context.set_offline(False)
    expect(page.get_by_role("heading", name="Experiments", exact=True)).to_be_visible()
    app.console.clear()  # the browser itself reports what it could not fetch


def test_every_first_screen_can_be_used_by_everyone(open_app: Callable[..., App]) -> None:
    for scheme in ("light", "dark"):
        app = open_app(is_instance_owner=True, color_scheme=scheme)
        for path, inside in (("/traces", True), ("/settings", True), ("/settings/keys", True), ("/settings/members", True),
                             ("/settings/scores", True), ("/settings/receipts", True), ("/account", False), ("/instance", False)):  # fmt: skip
            app.open(path, project=inside)
            app.page.wait_for_load_state("networkidle")
            assert app.check_accessibility() == [], f"{path} in {scheme}"
        assert app.console == []


def test_dialogs_can_be_used_by_everyone(app: App) -> None:
    page = app.open("/settings/keys")
    page.get_by_role("button", name="New API key").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert app.check_accessibility() == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Command menu")).to_be_visible()
    assert app.check_accessibility() == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert app.check_accessibility() == []


def test_a_used_link_is_explained_on_the_sign_in_page(browser: Browser, running: RunningApp) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{running.url}/sign-in?problem=link_expired")
    expect(page.get_by_role("alert").or_(page.get_by_role("button", name="Create account")).first).to_be_visible()
    context.close()
