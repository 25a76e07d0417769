"""Signing up, in and out with a browser's cookie, and what protects it."""

from __future__ import annotations

import httpx2
import pytest

from lumetra.domain.access import Role
from lumetra.domain.ids import new_id
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.sign_in.signin_links import create_signin_link
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

PASSWORD = "correct horse battery"


@pytest.fixture
def email(anonymous: httpx2.Client) -> str:
    """Someone who has signed up, and out again."""
    address = f"{new_id()}@example.com"
    assert anonymous.post("/api/v1/auth/sign-up", json={"email": address, "password": PASSWORD}).status_code == 201
    anonymous.cookies.clear()
    return address


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(anonymous: httpx2.Client, email: str) -> None:
    response = anonymous.post("/api/v1/auth/sign-in", json={"email": email.upper(), "password": PASSWORD})
    assert response.status_code == 200
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert anonymous.get("/api/v1/me").json()["user"]["email"] == email


def test_signing_out_ends_the_session_on_the_server(anonymous: httpx2.Client, email: str) -> None:
    anonymous.post("/api/v1/auth/sign-in", json={"email": email, "password": PASSWORD})
    token = anonymous.cookies["lumetra_session"]
    assert anonymous.post("/api/v1/auth/sign-out", headers={"X-Lumetra-CSRF": "1"}).status_code == 204
    anonymous.cookies.set("lumetra_session", token)
    assert anonymous.get("/api/v1/me").status_code == 401


def test_a_write_with_the_cookie_needs_the_header_and_the_same_origin(anonymous: httpx2.Client, email: str) -> None:
    anonymous.post("/api/v1/auth/sign-in", json={"email": email, "password": PASSWORD})
    form = {"name": "Mallory"}
    assert anonymous.patch("/api/v1/me", json=form).json()["error"]["code"] == "csrf"
    foreign = {"X-Lumetra-CSRF": "1", "Origin": "https://evil.example"}
    assert anonymous.patch("/api/v1/me", json=form, headers=foreign).json()["error"]["code"] == "csrf"
    own = {"X-Lumetra-CSRF": "1", "Origin": str(anonymous.base_url).rstrip("/")}
    assert anonymous.patch("/api/v1/me", json=form, headers=own).json()["user"]["name"] == "Mallory"


def test_another_origin_cannot_sign_a_browser_in(anonymous: httpx2.Client, email: str) -> None:
    response = anonymous.post(
        "/api/v1/auth/sign-in", json={"email": email, "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403


def test_the_cookie_is_worth_nothing_on_the_wire_api(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.OWNER) as owner:
        response = owner.get("/api/public/projects", headers={"X-Lumetra-Project": project.id})
    assert response.json() == {"message": "No authorization header"}


def test_changing_the_password_signs_other_browsers_out(running: RunningApp, anonymous: httpx2.Client, email: str) -> None:
    with httpx2.Client(base_url=running.url, headers={"X-Lumetra-CSRF": "1"}) as here:
        for browser in (here, anonymous):
            browser.post("/api/v1/auth/sign-in", json={"email": email, "password": PASSWORD})
        wrong = {"current_password": "no", "new_password": "another long one"}
        assert here.post("/api/v1/auth/password", json=wrong).json()["error"]["code"] == "wrong_password"
        right = {"current_password": PASSWORD, "new_password": "another long one"}
        assert here.post("/api/v1/auth/password", json=right).status_code == 204
        assert here.get("/api/v1/me").status_code == 200
        assert anonymous.get("/api/v1/me").status_code == 401


def test_guessing_one_account_is_slowed_down(anonymous: httpx2.Client, email: str) -> None:
    answers = [
        anonymous.post("/api/v1/auth/sign-in", json={"email": email, "password": f"guess {n}"}).status_code for n in range(11)
    ]
    assert answers == [401] * 10 + [429]


def test_a_sign_in_link_works_once(running: RunningApp, project: TestProject, email: str) -> None:
    accounts: Accounts = running.app.state.accounts
    with sign_in_member(running, project, Role.OWNER) as owner:
        user_id = owner.get("/api/v1/me").json()["user"]["id"]
    with accounts.database.session() as session:
        token = create_signin_link(session, user_id, accounts.clock())
    with httpx2.Client(base_url=running.url) as browser:
        first = browser.get("/signin-link", params={"token": token})
        assert (first.status_code, first.headers["location"]) == (303, "/")
        assert browser.get("/api/v1/me").json()["user"]["id"] == user_id
        second = browser.get("/signin-link", params={"token": token})
        for refused in (second, browser.get("/signin-link")):
            assert (refused.status_code, refused.headers["location"]) == (303, "/sign-in?problem=link_expired")


def test_a_user_lists_and_ends_the_own_browsers(running: RunningApp, anonymous: httpx2.Client, email: str) -> None:
    with httpx2.Client(base_url=running.url, headers={"X-Lumetra-CSRF": "1"}) as here:
        for browser in (here, anonymous):
            browser.post("/api/v1/auth/sign-in", json={"email": email, "password": PASSWORD})
        sessions = here.get("/api/v1/auth/sessions").json()["data"]
        other = next(s for s in sessions if s["user_agent"] and not s["is_current"])
        here.delete(f"/api/v1/auth/sessions/{other['id']}")
        remaining = [s["id"] for s in here.get("/api/v1/auth/sessions").json()["data"]]
        assert other["id"] not in remaining


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"email": "no address", "password": PASSWORD}, "invalid_email"),
        ({"email": "a@example.com", "password": "short"}, "password_too_short"),
    ],
)
def test_a_sign_up_that_cannot_be_says_why(anonymous: httpx2.Client, form: dict[str, str], code: str) -> None:
    assert anonymous.post("/api/v1/auth/sign-up", json=form).json()["error"]["code"] == code


def test_an_email_is_taken_once(anonymous: httpx2.Client, email: str) -> None:
    response = anonymous.post("/api/v1/auth/sign-up", json={"email": email, "password": PASSWORD})
    assert response.json()["error"]["code"] == "email_taken"
