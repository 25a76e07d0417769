"""Coming in through an identity provider, in a browser, against a certified provider: there and back, refusals in words, linking."""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import App, watch_console
from tests.builders.projects import TestProject
from tests.builders.server_process import PROJECT, PUBLIC_KEY, SECRET_KEY, ServerProcess
from tests.servers.openid_provider import OpenIdServer, openid_server


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Generator[OpenIdServer]:
    with openid_server(tmp_path_factory.mktemp("openid")) as server:
        yield server


@contextmanager
def running(folder: Path, provider: OpenIdServer) -> Generator[ServerProcess]:
    """An instance of its own, which nobody has come into."""
    process = ServerProcess(folder / "data", LUMETRA_SSO_PROVIDERS="work", **provider.settings())
    process.data_dir.mkdir()
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: OpenIdServer) -> Generator[ServerProcess]:
    with running(tmp_path_factory.mktemp("sso"), provider) as process:
        yield process


@pytest.fixture
def new_server(tmp_path: Path, provider: OpenIdServer) -> Generator[ServerProcess]:
    """The first to come in becomes its owner."""
    with running(tmp_path, provider) as process:
        yield process


@contextmanager
def fresh_page(browser: Browser, **options: str) -> Generator[tuple[Page, BrowserContext]]:
    """A browser that nobody has used; fails when a page wrote errors to its console."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options})  # type: ignore[arg-type] # a dict
    context.set_default_timeout(60_000)
    page = context.new_page()
    errors = watch_console(page)
    yield page, context
    assert errors == []
    context.close()


def be(page: Page, email: str) -> None:
    """Fill in the provider's page."""
    page.get_by_label("Address").fill(email)
    page.get_by_role("button", name="Continue").click()


def check_everyone_can_use_it(page: Page, context: BrowserContext, server: ServerProcess) -> None:
    project = TestProject(PROJECT, PROJECT, PUBLIC_KEY, SECRET_KEY, server.url)
    assert App(page, context, project, server.url).check_accessibility() == []


def keep_picture(page: Page, name: str) -> None:
    """Into the folder named by SCREENS, for whoever wants to look."""
    if folder := os.environ.get("SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def test_single_sign_on(browser: Browser, new_server: ServerProcess) -> None:
    with fresh_page(browser) as (page, context):
        page.goto(new_server.url)
        expect(page).to_have_url(re.compile("/sign-up"))
        check_everyone_can_use_it(page, context, new_server)
        keep_picture(page, "sign-up")
        page.get_by_role("link", name="Continue with Work").click()
        be(page, "ada@example.com")
        expect(page.get_by_role("button", name="Your account")).to_be_visible()
        page.goto(f"{new_server.url}/account")
        expect(page.get_by_text("ada@example.com · ")).to_be_visible()
        check_everyone_can_use_it(page, context, new_server)
        keep_picture(page, "account")
        page.get_by_role("button", name="Unlink").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Unlink").click()
        expect(page.get_by_text("This is your only way to sign in")).to_be_visible()


def test_the_way_back_leads_to_the_address_that_was_asked_for(browser: Browser, new_server: ServerProcess) -> None:
    with fresh_page(browser) as (page, _):
        page.goto(f"{new_server.url}/projects/{PROJECT}/settings?x=1")
        page.get_by_role("link", name="Continue with Work").click()
        be(page, "ada@example.com")
        expect(page.get_by_role("heading", name="Project settings")).to_be_visible()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Work was not allowed to sign you in."),
        ({"locale": "zh-CN", "color_scheme": "dark"}, "未允许 Work 为您登录。"),
        ({"viewport": {"width": 390, "height": 844}}, "Work was not allowed to sign you in."),
    ],
    ids=["english", "chinese", "phone"],
)
def test_who_was_refused_reads_why(browser: Browser, server: ServerProcess, options: dict[str, str], words: str) -> None:
    with fresh_page(browser, **options) as (page, context):
        page.goto(f"{server.url}/sign-in?next=%2Faccount")
        page.locator("a", has_text="Work").click()
        page.get_by_role("button", name="Deny").click()
        expect(page.get_by_role("alert")).to_have_text(words)
        check_everyone_can_use_it(page, context, server)
        keep_picture(page, f"refused-{len(words)}-{options.get('locale', 'en')}-{'phone' if 'viewport' in options else 'desk'}")
        page.locator("a", has_text="Work").click()
        be(page, "ada@example.com")
        expect(page).to_have_url(f"{server.url}/account")


def test_somebody_with_a_password_links_the_provider_and_comes_in_by_it(browser: Browser, server: ServerProcess) -> None:
    with fresh_page(browser) as (page, _):
        page.goto(f"{server.url}/sign-up")
        page.get_by_label("Email").fill("grace@example.com")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("button", name="Your account")).to_be_visible()
        page.goto(f"{server.url}/account")
        page.get_by_role("button", name="Link Work").click()
        be(page, "hopper@navy.example")
        expect(page.get_by_text("hopper@navy.example · ")).to_be_visible()
    with fresh_page(browser) as (page, _):
        page.goto(f"{server.url}/sign-in?next=%2Faccount")
        page.get_by_role("link", name="Continue with Work").click()
        be(page, "hopper@navy.example")
        expect(page.get_by_label("Email")).to_have_value("grace@example.com")
        page.get_by_role("button", name="Unlink").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Unlink").click()
        expect(page.get_by_role("button", name="Link Work")).to_be_visible()
        expect(page.get_by_text("hopper@navy.example · ")).to_have_count(0)
