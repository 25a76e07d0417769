"""Signing in with an identity provider: the way there and back, who is let in, and each refusal. Against a certified provider."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from lumetra.domain.access import Role
from lumetra.domain.ids import new_id
from lumetra.features.accounts.audit.record_audit import list_audit
from lumetra.features.accounts.members.invite import invite
from lumetra.features.accounts.organizations.change_organization import create_organization
from tests.builders.accounts_app import AccountsApp, accounts_app
from tests.servers.openid_provider import OpenIdServer, answer_form, openid_server
from tests.servers.ports import free_port

PASSWORD = "correct horse battery"
START = "/api/v1/auth/sso/work/start"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Generator[OpenIdServer]:
    with openid_server(tmp_path_factory.mktemp("openid")) as server:
        yield server


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, provider: OpenIdServer) -> Generator[AccountsApp]:
    """An instance that has an owner, and where anybody may sign up."""
    environ = {"LUMETRA_SSO_PROVIDERS": "work", **provider.settings()}
    with accounts_app(tmp_path_factory.mktemp("data"), **environ) as served:
        with served.browser() as browser:
            sign_up(browser, "owner@example.com")
        yield served


@pytest.fixture
def browser(app: AccountsApp) -> Generator[httpx2.Client]:
    with app.browser() as client:
        yield client


def sign_up(browser: httpx2.Client, email: str) -> httpx2.Response:
    return browser.post("/api/v1/auth/sign-up", json={"email": email, "password": PASSWORD})


def new_email() -> str:
    return f"{new_id()}@example.com"


def to_callback(browser: httpx2.Client, start: str = START, **who: str) -> str:
    """Walk through the provider's page; the address with which it sends the browser back."""
    location = browser.get(start).headers["location"]
    return through_provider(browser, location, **who)


def through_provider(browser: httpx2.Client, location: str, **who: str) -> str:
    with httpx2.Client(timeout=90, follow_redirects=False) as outside:
        answer = outside.get(location)
        while "location" in answer.headers or answer.status_code == 200:
            if answer.status_code == 200:
                answer = answer_form(answer, outside, **who)
            location = str(httpx2.URL(str(answer.url)).join(answer.headers["location"]))
            if location.startswith(str(browser.base_url)):
                return location
            answer = outside.get(location)
    raise AssertionError(f"the provider did not send the browser back: {answer.status_code} {answer.text}")


def sign_in(browser: httpx2.Client, start: str = START, **who: str) -> str:
    """Sign in through the provider; where the browser ends up in the app."""
    answer = browser.get(to_callback(browser, start, **who))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def problem_of(location: str) -> str:
    """The code of the problem that the page will explain; nothing but it and the provider's name may be there."""
    page = urlsplit(location)
    said = parse_qs(page.query)
    assert page.path in ("/sign-in", "/account")
    assert set(said) <= {"problem", "provider", "next"}
    return said["problem"][0]


def me(browser: httpx2.Client) -> dict[str, str]:
    return browser.get("/api/v1/me").raise_for_status().json()["user"]


def is_signed_in(browser: httpx2.Client) -> bool:
    return browser.get("/api/v1/me").status_code == 200


def test_somebody_new_gets_an_account_and_comes_back_to_it(app: AccountsApp, browser: httpx2.Client) -> None:
    email = new_email()
    assert (
        sign_in(browser, f"{START}?next=%2Fprojects%2Fp1%2Ftraces%3Fq%3Da", email=email, name="Ada") == "/projects/p1/traces?q=a"
    )
    first = me(browser)
    assert (first["email"], first["name"], first["has_password"]) == (email, "Ada", False)
    with app.browser() as elsewhere:
        assert sign_in(elsewhere, email=email) == "/"
        assert me(elsewhere)["id"] == first["id"]


def test_an_account_stays_the_same_when_the_address_changes_at_the_provider(browser: httpx2.Client) -> None:
    subject = new_id()
    sign_in(browser, email=new_email(), sub=subject)
    before = me(browser)
    sign_in(browser, email=new_email(), sub=subject)
    assert me(browser) == before


@pytest.mark.parametrize(
    "next_path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "/a\r\nx: y",
    ],
)
def test_the_way_back_never_leads_out_of_the_app(browser: httpx2.Client, next_path: str) -> None:
    start = str(httpx2.URL(START).copy_merge_params({"next": next_path}))
    assert sign_in(browser, start, email=new_email()) == "/"


def test_the_cookie_of_a_journey_is_short_lived_and_closed_to_scripts(browser: httpx2.Client) -> None:
    cookie = browser.get(START).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=600" in cookie
    assert "path=/api/v1/auth/sso" in cookie


def test_the_browser_is_sent_with_state_nonce_and_a_hashed_verifier(browser: httpx2.Client) -> None:
    asked = parse_qs(urlsplit(browser.get(START).headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{str(browser.base_url).rstrip('/')}/api/v1/auth/sso/work/callback"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "twist",
    ["nonce", "no-nonce", "audience", "shared-audience", "issuer", "expired", "signature", "unsigned", "no-token"],
)
def test_a_spoiled_token_signs_nobody_in(browser: httpx2.Client, twist: str) -> None:
    assert problem_of(sign_in(browser, email=new_email(), twist=twist)) == "provider_refused"
    assert not is_signed_in(browser)


def test_new_keys_of_the_provider_are_learnt_when_they_are_used(app: AccountsApp, browser: httpx2.Client) -> None:
    sign_in(browser, email=new_email())  # now the keys are known
    app.clock.ahead = 10  # for a few seconds they are not asked for again
    try:
        assert sign_in(browser, email=new_email(), twist="rotated") == "/"
    finally:
        app.clock.ahead = 0


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ({"sub": "nobody", "email": ""}, "email_missing"),
        ({"email": "unproven@example.com", "verified": "no"}, "email_unverified"),
        ({"deny": "1"}, "denied"),
    ],
)
def test_who_cannot_be_known_is_told_why(browser: httpx2.Client, who: dict[str, str], code: str) -> None:
    assert problem_of(sign_in(browser, **who)) == code
    assert not is_signed_in(browser)


def test_an_answer_counts_only_in_the_browser_that_asked(app: AccountsApp, browser: httpx2.Client) -> None:
    callback = to_callback(browser, email=new_email())
    with app.browser() as victim:
        assert problem_of(victim.get(callback).headers["location"]) == "flow_expired"
        victim.get(START)  # a sign-in of its own under way does not help the foreign answer
        assert problem_of(victim.get(callback).headers["location"]) == "flow_expired"
        assert not is_signed_in(victim)


def test_an_answer_counts_once(browser: httpx2.Client) -> None:
    location = browser.get(START).headers["location"]
    kept = dict(browser.cookies)
    callback = through_provider(browser, location, email=new_email())
    assert browser.get(callback).headers["location"] == "/"
    browser.cookies.clear()
    for name, value in kept.items():
        browser.cookies.set(name, value)
    assert problem_of(browser.get(callback).headers["location"]) == "flow_expired"


def test_a_code_that_was_redeemed_is_refused_by_the_provider(app: AccountsApp, browser: httpx2.Client) -> None:
    callback = to_callback(browser, email=new_email())
    code = parse_qs(urlsplit(callback).query)["code"][0]
    assert browser.get(callback).headers["location"] == "/"
    with app.browser() as thief:
        state = parse_qs(urlsplit(thief.get(START).headers["location"]).query)["state"][0]
        stolen = thief.get("/api/v1/auth/sso/work/callback", params={"state": state, "code": code})
        assert problem_of(stolen.headers["location"]) == "provider_refused"
        assert not is_signed_in(thief)


def test_a_journey_ends_after_ten_minutes(app: AccountsApp, browser: httpx2.Client) -> None:
    callback = to_callback(browser, email=new_email())
    app.clock.ahead = 601
    try:
        assert problem_of(browser.get(callback).headers["location"]) == "flow_expired"
    finally:
        app.clock.ahead = 0


def test_two_tabs_do_not_disturb_each_other(browser: httpx2.Client) -> None:
    first, second = (browser.get(START).headers["location"] for _ in range(2))
    email = new_email()
    for location in (first, second):
        assert browser.get(through_provider(browser, location, email=email)).headers["location"] == "/"


def test_what_the_provider_says_reaches_the_log_only(browser: httpx2.Client, caplog: pytest.LogCaptureFixture) -> None:
    location = sign_in(browser, deny="1")
    assert "said" not in location
    assert "<b>No</b>, said the person" in caplog.text


def test_an_unknown_provider_is_explained(browser: httpx2.Client) -> None:
    for path in ("/api/v1/auth/sso/none/start", "/api/v1/auth/sso/none/callback?code=x&state=y"):
        assert problem_of(browser.get(path).headers["location"]) == "provider_unknown"


def test_an_account_with_a_password_is_not_taken_over_without_the_setting(app: AccountsApp, browser: httpx2.Client) -> None:
    email = new_email()
    with app.browser() as owner:
        sign_up(owner, email)
    assert problem_of(sign_in(browser, f"{START}?next=%2Fa", email=email)) == "account_exists"
    assert not is_signed_in(browser)


def test_linking_and_unlinking_the_own_account(app: AccountsApp, browser: httpx2.Client) -> None:
    email = new_email()
    sign_up(browser, email)
    other_address = new_email()
    location = browser.post("/api/v1/auth/sso/work/link").raise_for_status().json()["location"]
    callback = through_provider(browser, location, email=other_address)
    assert browser.get(callback).headers["location"] == "/account?linked=work"
    ways = browser.get("/api/v1/auth/ways-in").json()
    assert (ways["has_password"], ways["password_allowed"]) == (True, True)
    [identity] = ways["identities"]
    assert (identity["label"], identity["email"]) == ("Work", other_address)
    with app.browser() as elsewhere:
        assert sign_in(elsewhere, email=other_address) == "/"
        assert me(elsewhere)["email"] == email
    assert browser.delete(f"/api/v1/auth/identities/{identity['id']}").status_code == 204
    assert browser.get("/api/v1/auth/ways-in").json()["identities"] == []


def test_the_last_way_in_stays(browser: httpx2.Client) -> None:
    sign_in(browser, email=new_email())
    [identity] = browser.get("/api/v1/auth/ways-in").json()["identities"]
    refused = browser.delete(f"/api/v1/auth/identities/{identity['id']}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "last_way_in")
    assert browser.post("/api/v1/auth/password", json={"new_password": PASSWORD}).status_code == 204
    assert browser.delete(f"/api/v1/auth/identities/{identity['id']}").status_code == 204


def test_a_foreign_identity_cannot_be_unlinked(app: AccountsApp, browser: httpx2.Client) -> None:
    sign_in(browser, email=new_email())
    [identity] = browser.get("/api/v1/auth/ways-in").json()["identities"]
    with app.browser() as other:
        sign_in(other, email=new_email())
        assert other.delete(f"/api/v1/auth/identities/{identity['id']}").status_code == 404


def test_linking_begins_with_a_write_and_ends_in_the_same_session(app: AccountsApp, browser: httpx2.Client) -> None:
    sign_up(browser, new_email())
    without = httpx2.Client(base_url=app.url, cookies=browser.cookies)
    assert without.post("/api/v1/auth/sso/work/link").json()["error"]["code"] == "csrf"
    without.close()
    location = browser.post("/api/v1/auth/sso/work/link").json()["location"]
    callback = through_provider(browser, location, email=new_email())
    browser.post("/api/v1/auth/sign-out")
    sign_up(browser, new_email())  # somebody else is signed in when the answer comes
    assert problem_of(browser.get(callback).headers["location"]) == "flow_expired"
    assert browser.get("/api/v1/auth/ways-in").json()["identities"] == []


def test_an_identity_signs_in_one_account_only(app: AccountsApp, browser: httpx2.Client) -> None:
    email = new_email()
    with app.browser() as first:
        sign_in(first, email=email)
    sign_up(browser, new_email())
    location = browser.post("/api/v1/auth/sso/work/link").json()["location"]
    assert problem_of(browser.get(through_provider(browser, location, email=email)).headers["location"]) == "identity_taken"


def test_an_invitation_is_honoured_and_linking_is_in_the_audit_log(app: AccountsApp, browser: httpx2.Client) -> None:
    email = new_email()
    with app.accounts.database.session() as session:
        organization = create_organization(session, "Acme", app.accounts.clock())
        new = invite(
            session,
            organization_id=organization.id,
            email="somebody@else.example",
            role=Role.MEMBER,
            project_id=None,
            project_role=None,
            invited_by=None,
            now=app.accounts.clock(),
        )
    assert sign_in(browser, f"{START}?invitation={new.token}", email=email) == "/"
    assert [one["name"] for one in browser.get("/api/v1/me").json()["organizations"]] == ["Acme"]
    with app.accounts.database.reading() as session:
        rows = list_audit(session, organization_id=organization.id, project_id=None, before_id=None, limit=10)
    assert [(row.action, row.user_id, row.after) for row in rows] == [
        ("link_identity", me(browser)["id"], {"provider": "work", "email": email})
    ]
    with app.browser() as late:
        assert problem_of(sign_in(late, f"{START}?invitation={new.token}", email=new_email())) == "invitation_gone"


def test_the_ways_to_sign_in_are_told_to_everyone(browser: httpx2.Client) -> None:
    state = browser.get("/api/v1/auth/state").json()
    assert state["providers"] == [{"name": "work", "label": "Work", "preset": "oidc"}]
    assert state["password_sign_in"] is True


def test_a_provider_that_is_down_is_explained(tmp_path: Path) -> None:
    nowhere = OpenIdServer(f"http://127.0.0.1:{free_port()}")
    environ = {"LUMETRA_SSO_PROVIDERS": "work", **nowhere.settings()}
    with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
        assert problem_of(browser.get(START).headers["location"]) == "provider_down"
        sign_up(browser, "owner@example.com")
        answer = browser.post("/api/v1/auth/sso/work/link").json()["error"]
        assert answer == {"code": "provider_down", "message": "The provider cannot be reached at the moment.", "detail": None}


def test_the_first_to_come_by_a_provider_owns_the_instance(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "work", "LUMETRA_SIGN_UP_OPEN": "false", **provider.settings()}
    with accounts_app(tmp_path, **environ) as app:
        with app.browser() as first:
            assert sign_in(first, email=new_email()) == "/"
            assert first.get("/api/v1/me").json()["user"]["is_instance_owner"]
        with app.browser() as second:
            assert problem_of(sign_in(second, email=new_email())) == "sign_up_closed"
        with app.browser() as invited:
            email = new_email()
            with app.accounts.database.session() as session:
                organization = create_organization(session, "Acme", app.accounts.clock())
                wish = {"organization_id": organization.id, "email": email, "role": Role.VIEWER, "project_id": None}
                invite(session, **wish, project_role=None, invited_by=None, now=app.accounts.clock())  # type: ignore[arg-type] # a dict
            assert sign_in(invited, email=email) == "/"
            assert [one["role"] for one in invited.get("/api/v1/me").json()["organizations"]] == ["VIEWER"]


def test_only_listed_domains_may_sign_up(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "work", "LUMETRA_SIGN_UP_DOMAINS": "acme.example", **provider.settings()}
    with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
        assert problem_of(sign_in(browser, email=new_email())) == "domain_not_allowed"
        assert sign_up(browser, new_email()).json()["error"]["code"] == "domain_not_allowed"
        assert sign_in(browser, email=f"{new_id()}@acme.example") == "/"


def test_a_domain_of_a_provider_cannot_use_passwords_or_other_providers(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {
        "LUMETRA_SSO_PROVIDERS": "work,other",
        **provider.settings(domains="acme.example"),
        **provider.settings("other", label="Other"),
    }
    with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
        email = f"{new_id()}@acme.example"
        refused = sign_up(browser, email).json()["error"]
        assert refused["code"] == "sso_required"
        assert refused["detail"] == {"provider": "work", "label": "Work"}
        location = sign_in(browser, START.replace("work", "other"), email=email)
        assert location == "/sign-in?problem=sso_required&provider=work"
        assert sign_in(browser, email=email) == "/"
        form = {"email": email, "password": PASSWORD}
        assert browser.post("/api/v1/auth/sign-in", json=form).json()["error"]["code"] == "sso_required"
        password = browser.post("/api/v1/auth/password", json={"new_password": PASSWORD})
        assert password.json()["error"]["code"] == "sso_required"
        assert browser.patch("/api/v1/me", json={"email": new_email()}).json()["error"]["code"] == "sso_required"
        assert browser.get("/api/v1/auth/ways-in").json()["password_allowed"] is False


def test_passwords_can_be_switched_off(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "work", "LUMETRA_PASSWORD_SIGN_IN": "false", **provider.settings()}
    with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
        assert browser.get("/api/v1/auth/state").json()["password_sign_in"] is False
        assert sign_up(browser, new_email()).json()["error"]["code"] == "password_off"
        form = {"email": new_email(), "password": PASSWORD}
        assert browser.post("/api/v1/auth/sign-in", json=form).json()["error"]["code"] == "password_off"
        assert sign_in(browser, email=new_email()) == "/"


def test_a_proven_address_takes_its_account_over_and_ends_what_led_into_it(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "work", **provider.settings(link_by_email="true")}
    with accounts_app(tmp_path, **environ) as app, app.browser() as before, app.browser() as browser:
        email = new_email()
        sign_up(before, email)
        user_id = me(before)["id"]
        assert sign_in(browser, email=email) == "/"
        assert (me(browser)["id"], me(browser)["has_password"]) == (user_id, False)
        assert not is_signed_in(before)
        form = {"email": email, "password": PASSWORD}
        assert before.post("/api/v1/auth/sign-in", json=form).json()["error"]["code"] == "wrong_password"


def test_an_account_that_another_identity_signs_in_to_is_not_taken_over(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "work", **provider.settings(link_by_email="true")}
    with accounts_app(tmp_path, **environ) as app, app.browser() as mallory, app.browser() as victim:
        sign_in(mallory, email=new_email())
        email = new_email()
        assert mallory.patch("/api/v1/me", json={"email": email}).status_code == 200
        assert problem_of(sign_in(victim, email=email)) == "account_exists"


def test_an_address_counts_as_proven_when_the_operator_trusts_the_provider(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "work", **provider.settings(trust_email="true")}
    with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
        assert sign_in(browser, email=new_email(), verified="no") == "/"


def test_the_public_address_is_where_the_provider_sends_the_browser(tmp_path: Path, provider: OpenIdServer) -> None:
    environ = {
        "LUMETRA_SSO_PROVIDERS": "work",
        "LUMETRA_PUBLIC_URL": "https://lumetra.example/",
        **provider.settings(),
    }
    with accounts_app(tmp_path, **environ) as app, app.browser() as browser:
        answer = browser.get(START)
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        assert asked["redirect_uri"] == ["https://lumetra.example/api/v1/auth/sso/work/callback"]
        assert "secure" in answer.headers["set-cookie"].lower()
