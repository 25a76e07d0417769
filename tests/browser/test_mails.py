"""What is mailed, from the screen to the mail and back: a forgotten password, an invitation, a mention; and without a mail server."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE
from tests.browser.conftest import PATIENCE_MS, App, watch_console
from tests.builders.mailing_server import OWNER, PASSWORD, MailingServer, mailing_server
from tests.builders.projects import TestProject
from tests.builders.server_process import PROJECT

NEW_PASSWORD = "staple battery horse"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Generator[MailingServer]:
    with mailing_server(tmp_path_factory.mktemp("mailing") / "data") as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, mailing: MailingServer) -> Generator[Callable[..., Page]]:
    """Opens a page of somebody (a session's token) or of nobody."""
    contexts = []

    def open_it(token: str = "", **options: object) -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", **options)
        context.set_default_timeout(PATIENCE_MS)
        if token:
            context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": mailing.server.url}])
        contexts.append(context)
        return context.new_page()

    yield open_it
    for context in contexts:
        context.close()


def owner_token(mailing: MailingServer) -> str:
    owner = mailing.owner()
    token: str = owner.client.cookies[SESSION_COOKIE]
    owner.client.close()
    return token


def test_whoever_forgot_the_password_sets_a_new_one_by_mail(mailing: MailingServer, open_page: Callable[..., Page]) -> None:
    person = mailing.sign_up("forgetful@example.com")
    person.client.close()
    email = person.email
    page = open_page()
    errors = watch_console(page)
    page.goto(f"{mailing.server.url}/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("button", name="Mail me a link")).to_be_visible()
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("status").filter(has_text="Look into your mail")).to_be_visible()
    link = mailing.link_in(mailing.mails.wait_for(email)[0])
    page.goto(mailing.server.url + link)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Your password was changed. Sign in with the new one.")).to_be_visible()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    page.goto(mailing.server.url + link)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_contain_text("This link no longer works")
    page.get_by_role("link", name="Ask for a new link").click()
    expect(page.get_by_role("button", name="Mail me a link")).to_be_visible()
    assert errors == []


def test_an_invitation_is_mailed_and_sent_again(mailing: MailingServer, open_page: Callable[..., Page]) -> None:
    page = open_page(owner_token(mailing))
    page.goto(f"{mailing.server.url}/projects/{PROJECT}/settings/members")
    page.get_by_role("button", name="Add member").click()
    page.get_by_label("Email").fill("grace@example.com")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("An invitation is on its way to grace@example.com.")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    mailing.mails.wait_for("grace@example.com")
    page.get_by_role("button", name="Send again: grace@example.com").click()
    expect(page.get_by_text("Sent again to grace@example.com")).to_be_visible()
    link = mailing.link_in(mailing.mails.wait_for("grace@example.com", 2)[-1])
    guest = open_page()
    guest.goto(mailing.server.url + link)
    guest.get_by_label("Your name").fill("Grace")
    guest.get_by_label("Email").fill("grace@example.com")
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Create account").click()
    expect(guest.get_by_role("button", name="Your account")).to_be_visible()


def test_the_owner_tries_the_mail_server(mailing: MailingServer, open_page: Callable[..., Page]) -> None:
    page = open_page(owner_token(mailing))
    page.goto(f"{mailing.server.url}/instance")
    expect(page.get_by_text("Mail server")).to_be_visible()
    page.get_by_role("button", name="Send me a test mail").click()
    expect(page.get_by_text(f"The mail server took a mail to {OWNER}.")).to_be_visible()
    assert mailing.mails.wait_for(OWNER)[-1].message["Subject"] == "A test mail from Lumetra"


def test_mails_about_mentions_are_switched_off_where_their_link_leads(
    mailing: MailingServer, open_page: Callable[..., Page]
) -> None:
    person = mailing.sign_up()
    page = open_page(person.client.cookies[SESSION_COOKIE])
    page.goto(f"{mailing.server.url}/account#mails")
    choice = page.get_by_role("switch", name="Mail me when a comment mentions me")
    expect(choice).to_be_in_viewport()
    expect(choice).to_be_checked()
    choice.click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.get_by_role("combobox", name="Language of mails").click()
    page.get_by_role("option", name="简体中文").click()
    page.reload()
    expect(page.get_by_role("switch", name="Mail me when a comment mentions me")).not_to_be_checked()
    user = person.client.get("/api/v1/me").json()["user"]
    assert (user["mention_mails"], user["language"]) == (False, "zh")
    person.client.close()


def test_somebody_deletes_the_own_account(mailing: MailingServer, open_page: Callable[..., Page]) -> None:
    person = mailing.sign_up("leaving@example.com")
    page = open_page(person.client.cookies[SESSION_COOKIE])
    page.goto(f"{mailing.server.url}/account")
    page.get_by_role("button", name="Delete account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your password").fill("wrong password")
    dialog.get_by_role("button", name="Delete account").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not the password")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete account").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert person.client.get("/api/v1/me").status_code == 401
    person.client.close()


def test_the_owner_of_the_instance_is_told_why_not(mailing: MailingServer, open_page: Callable[..., Page]) -> None:
    page = open_page(owner_token(mailing))
    page.goto(f"{mailing.server.url}/account")
    page.get_by_role("button", name="Delete account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete account").click()
    expect(dialog.get_by_role("alert")).to_contain_text("You own this instance")


def test_without_a_mail_server_the_screens_say_how_else(app: App, open_app: Callable[..., App], project: TestProject) -> None:
    page = app.open("/settings/members")
    page.get_by_role("button", name="Add member").click()
    page.get_by_label("Email").fill(f"{project.id}@example.com")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("It is shown only now and works for 14 days.")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name=f"New link: {project.id}@example.com").click()
    expect(page.get_by_role("dialog").get_by_text("/invite?token=")).to_be_visible()
    app.open("/forgotten-password", project=False)
    expect(page.get_by_text("This instance sends no mail", exact=True)).to_be_visible()
    owner = open_app(is_instance_owner=True)
    owner.open("/instance", project=False)
    expect(owner.page.get_by_text("No mail server is set up.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_forgotten_password_can_be_used_by_everyone(
    mailing: MailingServer, open_page: Callable[..., Page], scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    app = App(page, page.context, TestProject("", "", "", "", ""), mailing.server.url)
    for path in ("/sign-in", "/forgotten-password", "/reset-password?token=x"):
        page.goto(mailing.server.url + path)
        page.wait_for_load_state("networkidle")
        assert app.check_accessibility() == [], path
