"""API keys as an SDK uses them: who gets in, what is said to who does not."""

from __future__ import annotations

import base64

import httpx2
import pytest

from lumetra.domain.access import KeyScope
from lumetra.domain.errors import TooManyRequests, Unauthenticated
from lumetra.engines.cache import LocalCache
from lumetra.features.accounts.authentication.authenticate_key import KeyAuthenticator
from lumetra.features.accounts.keys.create_key import KeyWish, create_key, revoke_key
from lumetra.features.accounts.open_accounts import Accounts
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


def accounts_of(running: RunningApp) -> Accounts:
    accounts: Accounts = running.app.state.accounts
    return accounts


def ask(running: RunningApp, authorization: str | None) -> httpx2.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    return httpx2.get(f"{running.url}/api/public/projects", headers=headers)


def basic(public_key: str, secret_key: str) -> str:
    return "Basic " + base64.b64encode(f"{public_key}:{secret_key}".encode()).decode()


def test_a_key_pair_reads_exactly_its_own_project(client: httpx2.Client, project: TestProject) -> None:
    response = client.get("/api/public/projects")
    assert response.status_code == 200
    assert response.json() == {
        "data": [
            {
                "id": project.id,
                "name": "Test project",
                "organization": {"id": project.organization_id, "name": "Test organization"},
                "metadata": {},
            }
        ]
    }


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "No authorization header"),
        ("Basic ???", "Invalid authorization header"),
        ("Basic " + base64.b64encode(b"no colon").decode(), "Invalid authorization header"),
        ("Digest abc", "Invalid authorization header"),
        (basic("pk-lf-x", "sk-lf-x"), "Invalid credentials. Confirm that you've configured the correct host."),
        ("Bearer pk-lf-x", "Invalid public key. Confirm that you've configured the correct host."),
    ],
)
def test_bad_credentials_are_refused_in_the_words_of_the_contract(
    running: RunningApp, authorization: str | None, message: str
) -> None:
    response = ask(running, authorization)
    assert response.status_code == 401
    assert response.json() == {"message": message}


def test_a_secret_is_worth_nothing_with_another_public_key(running: RunningApp, project: TestProject) -> None:
    assert ask(running, basic("pk-lf-other", project.secret_key)).status_code == 401
    assert ask(running, basic(project.public_key, "sk-lf-other")).status_code == 401


def test_an_address_that_invents_keys_is_refused_for_a_while_and_known_keys_are_not(
    running: RunningApp, project: TestProject
) -> None:
    accounts = accounts_of(running)
    keys = KeyAuthenticator(accounts.database, accounts.pepper, LocalCache())
    good = basic(project.public_key, project.secret_key)
    assert keys.authenticate(good, "10.0.0.1").project_id == project.id
    for number in range(100):
        with pytest.raises(Unauthenticated):
            keys.authenticate(basic("pk-lf-x", f"sk-lf-{number}"), "10.0.0.1")
    with pytest.raises(TooManyRequests) as refused:
        keys.authenticate(basic("pk-lf-x", "sk-lf-once-more"), "10.0.0.1")
    assert refused.value.retry_after_seconds == 60
    assert keys.authenticate(good, "10.0.0.1").project_id == project.id
    with pytest.raises(Unauthenticated):
        keys.authenticate(basic("pk-lf-x", "sk-lf-from-elsewhere"), "10.0.0.2")


def test_a_revoked_key_dies_at_once_even_when_it_was_cached(running: RunningApp, project: TestProject) -> None:
    accounts = accounts_of(running)
    header = basic(project.public_key, project.secret_key)
    assert ask(running, header).status_code == 200
    with accounts.database.session() as session:
        row = next(iter(list_of(accounts, project)))
        revoke_key(session, organization_id=project.organization_id, project_id=project.id, key_id=row, now=accounts.clock())
    accounts.keys.forget_all()
    assert ask(running, header).status_code == 401


def list_of(accounts: Accounts, project: TestProject) -> list[str]:
    from lumetra.features.accounts.keys.create_key import list_keys

    with accounts.database.reading() as session:
        return [row.id for row in list_keys(session, organization_id=project.organization_id, project_id=project.id)]


def test_the_database_holds_neither_secret_nor_plain_hash(running: RunningApp, project: TestProject) -> None:
    import hashlib

    with accounts_of(running).database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM api_keys").fetchall()
    text = repr(rows)
    assert project.public_key in text
    assert project.secret_key not in text
    assert hashlib.sha256(project.secret_key.encode()).hexdigest() not in text


def test_a_cached_key_asks_no_database(running: RunningApp, project: TestProject) -> None:
    accounts = accounts_of(running)
    header = basic(project.public_key, project.secret_key)
    assert accounts.keys.cached(header) is None
    assert ask(running, header).status_code == 200
    access = accounts.keys.cached(header)
    assert access is not None
    assert access.project_id == project.id


def test_use_of_a_key_is_written_in_batches(running: RunningApp, client: httpx2.Client, project: TestProject) -> None:
    accounts = accounts_of(running)
    client.get("/api/public/projects")
    accounts.keys.flush_usage()
    with accounts.database.reading() as session:
        from lumetra.features.accounts.keys.create_key import list_keys

        (row,) = list_keys(session, organization_id=project.organization_id, project_id=project.id)
    assert row.last_used_at is not None


def test_an_ingest_key_may_check_itself(running: RunningApp, project: TestProject) -> None:
    accounts = accounts_of(running)
    with accounts.database.session() as session:
        wish = KeyWish(organization_id=project.organization_id, project_id=project.id, scope=KeyScope.INGEST)
        key = create_key(session, accounts.pepper, wish, accounts.clock())
    assert ask(running, basic(key.row.public_key, key.secret_key)).status_code == 200


def test_an_organization_key_is_told_that_it_is_one(running: RunningApp, project: TestProject) -> None:
    accounts = accounts_of(running)
    with accounts.database.session() as session:
        wish = KeyWish(organization_id=project.organization_id, project_id=None)
        key = create_key(session, accounts.pepper, wish, accounts.clock())
    response = ask(running, basic(key.row.public_key, key.secret_key))
    assert response.status_code == 403
    assert response.json() == {"message": "Invalid API key. Are you using an organization key?"}


def test_health_needs_no_key(anonymous: httpx2.Client) -> None:
    response = anonymous.get("/api/public/health", params={"failIfDatabaseUnavailable": "true"})
    assert response.status_code == 200
    assert response.json().keys() == {"status", "version"}
