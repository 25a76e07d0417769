"""The app in the hands of every role: no page asks for what its reader may not have, and what a role cannot do is said, not offered."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from lumetra.domain.access import Role
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE
from tests.browser.conftest import watch_console
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

PAGES = (
    "traces", "sessions", "users", "scores", "scores/analytics", "queues", "costs", "prompts", "prompts/new", "playground",
    "datasets", "evaluators", "evaluators/new", "rules", "rules/new", "experiments", "experiments/new", "models", "mentions",
    "settings", "settings/keys", "settings/members", "settings/connections", "settings/webhooks", "settings/scores",
    "settings/receipts",
)  # fmt: skip
NOT_ALLOWED = "Your role does not allow this"
OpenAs = Callable[[Role], tuple[Page, httpx2.Client]]


@pytest.fixture
def open_as(browser: Browser, running: RunningApp, project: TestProject) -> Generator[OpenAs]:
    """A page of a new member with this role, and the same member's client. Fails when a page wrote errors to its console."""
    with ExitStack() as stack:

        def open_it(role: Role) -> tuple[Page, httpx2.Client]:
            client = stack.enter_context(sign_in_member(running, project, role))
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
            stack.callback(context.close)
            context.set_default_timeout(60_000)
            context.add_cookies([{"name": SESSION_COOKIE, "value": client.cookies[SESSION_COOKIE], "url": running.url}])
            page = context.new_page()
            errors = watch_console(page)
            stack.callback(lambda: pytest.fail(str(errors)) if errors else None)
            return page, client

        yield open_it


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
def test_no_page_asks_for_what_its_reader_may_not_have(open_as: OpenAs, project: TestProject, role: Role) -> None:
    page, _ = open_as(role)
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(f"{answer.status} {answer.url}") if answer.status in (401, 403) else None)
    for path in PAGES:
        page.goto(f"{project.url}/projects/{project.id}/{path}")
        page.wait_for_load_state("networkidle")
    assert refused == []


def test_a_viewer_reads_that_a_page_is_not_for_the_role(open_as: OpenAs, project: TestProject) -> None:
    page, _ = open_as(Role.VIEWER)
    page.goto(f"{project.url}/projects/{project.id}/settings")
    pages = page.get_by_role("navigation", name="Project settings")
    expect(pages.get_by_role("link", name="General")).to_be_visible()
    for hidden in ("API keys", "Members", "Where is my trace?"):
        expect(pages.get_by_role("link", name=hidden)).to_have_count(0)
    for path in ("settings/keys", "settings/members", "evaluators/new", "experiments/new", "prompts/new", "playground/new"):
        page.goto(f"{project.url}/projects/{project.id}/{path}")
        expect(page.get_by_text(NOT_ALLOWED)).to_be_visible()


def test_an_admin_cannot_touch_the_role_of_an_owner(open_as: OpenAs, project: TestProject) -> None:
    _, owner = open_as(Role.OWNER)
    email = owner.get("/api/v1/me").json()["user"]["email"]
    page, admin = open_as(Role.ADMIN)
    own = admin.get("/api/v1/me").json()["user"]["email"]
    page.goto(f"{project.url}/projects/{project.id}/settings/members")
    expect(page.get_by_label(f"Organization: {email}")).to_be_disabled()
    expect(page.get_by_role("button", name=f"Remove member {email}")).to_have_count(0)
    page.get_by_label(f"Organization: {own}").click()
    expect(page.get_by_role("option", name="Member")).to_be_visible()
    expect(page.get_by_role("option", name="Owner")).to_have_count(0)


def test_who_is_removed_reads_that_the_project_is_gone_for_them(open_as: OpenAs, project: TestProject) -> None:
    _, owner = open_as(Role.OWNER)
    page, member = open_as(Role.MEMBER)
    page.goto(f"{project.url}/projects/{project.id}/settings")
    expect(page.get_by_role("heading", name="Project settings")).to_be_visible()
    user = member.headers["X-Test-User"]
    owner.delete(f"/api/v1/organizations/{project.organization_id}/members/{user}").raise_for_status()
    page.get_by_role("link", name="Tracing").first.click()
    expect(
        page.get_by_text("belongs to a project you are not a member of").or_(page.get_by_text("not yours to see"))
    ).to_be_visible()
    page.reload()
    expect(page.get_by_text("This project is not yours to see")).to_be_visible()
    expect(page.get_by_role("link", name="Sessions")).to_have_count(0)


def test_somebody_in_two_organizations_switches_between_them(open_as: OpenAs, project: TestProject) -> None:
    page, _ = open_as(Role.VIEWER)
    page.goto(f"{project.url}/projects/new")
    page.get_by_label("Name of the organization").fill("Side business")
    page.get_by_label("Name of the project").fill("Second project")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Send your first trace")).to_be_visible()
    switcher = page.get_by_role("button", name="Projects: Second project")
    expect(switcher).to_contain_text("Side business")
    switcher.click()
    page.get_by_role("region", name="Test organization").get_by_role("link", name="Test project").click()
    expect(page).to_have_url(f"{project.url}/projects/{project.id}/traces")
    page.goto(f"{project.url}/account")
    expect(page.get_by_role("button", name="Projects: Test project")).to_be_visible()
