"""Mails of accounts: a forgotten password, invitations, a changed password; and what is said where nothing can be mailed."""

from __future__ import annotations

import time
from collections.abc import Generator

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.mailing_server import PASSWORD, MailingServer, Person, mailing_server
from tests.builders.server_process import PROJECT
from tests.servers.ports import free_port

NEW_PASSWORD = "staple battery horse"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Generator[MailingServer]:
    with mailing_server(tmp_path_factory.mktemp("mailing") / "data") as server:
        yield server


@pytest.fixture
def somebody(mailing: MailingServer) -> Generator[Person]:
    person = mailing.sign_up()
    yield person
    person.client.close()


@pytest.fixture
def stranger(mailing: MailingServer) -> Generator[httpx2.Client]:
    with mailing.anonymous() as client:
        yield client


@pytest.fixture
def owner(mailing: MailingServer) -> Generator[Person]:
    person = mailing.owner()
    yield person
    person.client.close()


def token_in(mailing: MailingServer, address: str, count: int = 1) -> str:
    return mailing.link_in(mailing.mails.wait_for(address, count)[-1]).partition("token=")[2]


def use(client: httpx2.Client, token: str, password: str = NEW_PASSWORD) -> httpx2.Response:
    return client.post("/api/v1/auth/password-resets/use", json={"token": token, "new_password": password})


def test_a_forgotten_password_is_set_anew_by_a_mailed_link(
    mailing: MailingServer, somebody: Person, stranger: httpx2.Client
) -> None:
    assert stranger.get("/api/v1/auth/state").json()["sends_mail"] is True
    assert stranger.post("/api/v1/auth/password-resets", json={"email": somebody.email.upper()}).status_code == 202
    token = token_in(mailing, somebody.email)
    assert use(stranger, token, "short").json()["error"]["code"] == "password_too_short"
    assert use(stranger, token).status_code == 204
    assert somebody.client.get("/api/v1/me").status_code == 401, "every browser is signed out"
    old = stranger.post("/api/v1/auth/sign-in", json={"email": somebody.email, "password": PASSWORD})
    assert old.status_code == 401
    new = stranger.post("/api/v1/auth/sign-in", json={"email": somebody.email, "password": NEW_PASSWORD})
    assert new.status_code == 200
    told = mailing.mails.wait_for(somebody.email, 2)[-1]
    assert told.message["Subject"] == "Your Lumetra password was changed"


def test_a_link_works_once_and_ends_the_others(mailing: MailingServer, somebody: Person, stranger: httpx2.Client) -> None:
    for count in (1, 2):
        stranger.post("/api/v1/auth/password-resets", json={"email": somebody.email})
        mailing.mails.wait_for(somebody.email, count)
    first, second = (mailing.link_in(mail).partition("token=")[2] for mail in mailing.mails.to(somebody.email))
    assert use(stranger, first).status_code == 204
    for token in (first, second, "guessed"):
        answer = use(stranger, token, "yet another password")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "link_expired")


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    mailing: MailingServer, somebody: Person, stranger: httpx2.Client
) -> None:
    unknown = stranger.post("/api/v1/auth/password-resets", json={"email": "nobody@example.com"})
    known = stranger.post("/api/v1/auth/password-resets", json={"email": somebody.email})
    assert (unknown.status_code, unknown.text) == (known.status_code, known.text)
    mailing.mails.wait_for(somebody.email)
    assert mailing.mails.to("nobody@example.com") == []


def test_asking_too_often_is_refused_for_known_and_unknown_alike(mailing: MailingServer, stranger: httpx2.Client) -> None:
    with mailing.anonymous() as other:
        known = mailing.sign_up()
        for email in (known.email, "unknown@example.com"):
            answers = [other.post("/api/v1/auth/password-resets", json={"email": email}).status_code for _ in range(6)]
            assert answers == [202] * 5 + [429]
        known.client.close()


def test_the_link_leads_to_our_own_address_whatever_the_request_says(
    mailing: MailingServer, somebody: Person, stranger: httpx2.Client
) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    stranger.post("/api/v1/auth/password-resets", json={"email": somebody.email}, headers=headers)
    mail = mailing.mails.wait_for(somebody.email)[0]
    assert "evil.example" not in mail.text + mail.html
    assert "https://lumetra.example/reset-password?token=" in mail.text


def test_mails_are_in_the_language_of_the_reader(mailing: MailingServer, stranger: httpx2.Client) -> None:
    person = mailing.sign_up(**{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert person.client.get("/api/v1/me").json()["user"]["language"] == "zh"
    stranger.post("/api/v1/auth/password-resets", json={"email": person.email, "language": "zh"})
    assert use(stranger, token_in(mailing, person.email)).status_code == 204
    subjects = [mail.message["Subject"] for mail in mailing.mails.wait_for(person.email, 2)]
    assert subjects == ["重置您的 Lumetra 密码", "您的 Lumetra 密码已更改"]
    person.client.close()


def test_a_new_password_is_in_the_audit_log(
    mailing: MailingServer, somebody: Person, owner: Person, stranger: httpx2.Client
) -> None:
    mailing.add_member(owner, somebody)
    stranger.post("/api/v1/auth/password-resets", json={"email": somebody.email})
    use(stranger, token_in(mailing, somebody.email))
    entries = owner.client.get(f"/api/v1/organizations/{PROJECT}/audit-log").json()["data"]
    assert [(one["action"], one["object_type"]) for one in entries if one["object_id"] == somebody.id] == [
        ("reset_password", "user"),
        ("create", "membership"),
    ]


def test_a_mail_server_that_is_busy_gets_the_mail_later(
    mailing: MailingServer, somebody: Person, stranger: httpx2.Client
) -> None:
    mailing.mails.answers.extend(["451 4.3.0 busy", "421 4.3.2 later"])
    stranger.post("/api/v1/auth/password-resets", json={"email": somebody.email})
    assert use(stranger, token_in(mailing, somebody.email)).status_code == 204
    assert not mailing.mails.answers


def test_a_mail_outlives_the_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    with mailing_server(tmp_path_factory.mktemp("killed") / "data") as own:
        own.mails.answers.extend(["451 4.3.0 busy"] * 3)
        with own.anonymous() as stranger:
            stranger.post("/api/v1/auth/password-resets", json={"email": "owner@example.com"})
            deadline = time.monotonic() + 60
            while len(own.mails.answers) == 3:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        own.server.kill()
        own.mails.answers.clear()
        own.server.start()
        own.mails.wait_for("owner@example.com")


def test_an_invitation_is_mailed_sent_again_and_accepted(mailing: MailingServer, owner: Person, stranger: httpx2.Client) -> None:
    path, email = f"/api/v1/organizations/{PROJECT}", "grace@example.com"
    added = owner.client.post(f"{path}/members", json={"email": email, "role": "VIEWER"}).json()
    assert added["is_mailed"] is True
    [mail] = mailing.mails.wait_for(email)
    assert mail.message["Subject"] == f"Join {PROJECT} on Lumetra"
    assert "Owner invites you" in mail.text
    [pending] = [one for one in owner.client.get(f"{path}/invitations").json()["data"] if one["email"] == email]
    again = owner.client.post(f"{path}/invitations/{pending['id']}/renew").json()
    assert again["is_mailed"] is True
    first, second = (mailing.link_in(one).partition("token=")[2] for one in mailing.mails.wait_for(email, 2))
    assert again["link"].endswith(second)
    form = {"email": email, "password": PASSWORD, "invitation": first}
    assert stranger.post("/api/v1/auth/sign-up", json=form).status_code == 404, "the first link has ended"
    me = stranger.post("/api/v1/auth/sign-up", json={**form, "invitation": second}).json()
    assert [(one["id"], one["role"]) for one in me["organizations"]] == [(PROJECT, "VIEWER")]
    assert owner.client.post(f"{path}/invitations/{pending['id']}/renew").status_code == 404


MEMBERS = f"/api/v1/organizations/{PROJECT}/members"


def test_somebody_who_has_an_account_is_told_once_that_an_organization_took_them_in(
    mailing: MailingServer, owner: Person, somebody: Person
) -> None:
    form = {"email": somebody.email.upper(), "role": "VIEWER"}
    assert owner.client.post(MEMBERS, json=form).json()["is_mailed"] is True
    [mail] = mailing.mails.wait_for(somebody.email)
    assert mail.message["Subject"] == f"You were added to {PROJECT} on Lumetra"
    assert "Owner added you" in mail.text
    path = mailing.link_in(mail)
    assert path == f"/projects/{PROJECT}"
    assert somebody.client.get(f"/api/v1{path}").status_code == 200
    again = owner.client.post(MEMBERS, json={**form, "role": "MEMBER"}).json()
    assert (again["member"]["role"], again["is_mailed"]) == ("MEMBER", False), "a change of role is no news"


def test_a_new_member_is_told_in_the_own_language(mailing: MailingServer, owner: Person) -> None:
    person = mailing.sign_up(**{"Accept-Language": "zh-CN"})
    owner.client.post(MEMBERS, json={"email": person.email, "role": "NONE"}).raise_for_status()
    [mail] = mailing.mails.wait_for(person.email)
    assert mail.message["Subject"] == f"您已被加入 Lumetra 上的 {PROJECT}"
    assert mailing.link_in(mail) == "/", "without a role in the organization no project may be named"
    person.client.close()


def test_who_was_removed_before_the_mail_went_out_gets_none(mailing: MailingServer, owner: Person, somebody: Person) -> None:
    mailing.mails.answers.extend(["451 4.3.0 busy"] * 10)  # what was written before the removal is not taken
    owner.client.post(MEMBERS, json={"email": somebody.email, "role": "VIEWER"}).raise_for_status()
    owner.client.delete(f"{MEMBERS}/{somebody.id}").raise_for_status()

    def nothing_to_send() -> bool:
        recent = owner.client.get("/api/v1/instance/mail").json()["recent"]
        latest = next(one for one in recent if one["kind"] == "membership")
        return latest["state"] == "succeeded"

    eventually(nothing_to_send)
    mailing.mails.answers.clear()
    assert mailing.mails.to(somebody.email) == []


def test_the_owner_sees_the_mail_server_and_tries_it(mailing: MailingServer, owner: Person, somebody: Person) -> None:
    state = owner.client.get("/api/v1/instance/mail").json()
    assert state["is_on"] is True
    assert state["sender"] == "Lumetra <lumetra@example.com>"
    assert "mail" in [one["name"] for one in owner.client.get("/api/v1/instance").json()["engines"] if one["is_well"]]
    assert owner.client.post("/api/v1/instance/mail/test").json() == {"to": owner.email, "problem": ""}
    assert mailing.mails.wait_for(owner.email)[-1].message["Subject"] == "A test mail from Lumetra"
    mailing.mails.refused.add(owner.email)
    assert "550" in owner.client.post("/api/v1/instance/mail/test").json()["problem"]
    mailing.mails.refused.clear()
    assert somebody.client.get("/api/v1/instance/mail").status_code == 403
    assert somebody.client.post("/api/v1/instance/mail/test").status_code == 403


def test_the_owner_sees_what_became_of_mails(mailing: MailingServer, owner: Person, stranger: httpx2.Client) -> None:
    person = mailing.sign_up("refused@example.com")
    mailing.mails.refused.add(person.email)
    stranger.post("/api/v1/auth/password-resets", json={"email": person.email})
    deadline = time.monotonic() + 60
    while True:
        recent = owner.client.get("/api/v1/instance/mail").json()["recent"]
        failed = [one for one in recent if one["state"] == "failed"]
        if failed or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    assert [one["kind"] for one in failed] == ["password_reset"]
    assert "refused@example.com" in failed[0]["problem"]
    mailing.mails.refused.clear()
    person.client.close()


def test_without_a_mail_server_everything_says_so(anonymous: httpx2.Client, client: httpx2.Client) -> None:
    assert anonymous.get("/api/v1/auth/state").json()["sends_mail"] is False
    answer = anonymous.post("/api/v1/auth/password-resets", json={"email": "ada@example.com"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "mail_off")


def test_an_unreachable_mail_server_is_a_finding_of_the_instance_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    away = {"SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}
    with mailing_server(tmp_path_factory.mktemp("away") / "data", **away) as own:
        owner = own.owner()
        engines = {one["name"]: one for one in owner.client.get("/api/v1/instance").json()["engines"]}
        assert engines["mail"]["is_well"] is False
        assert "cannot be reached" in engines["mail"]["problem"]
        owner.client.close()
