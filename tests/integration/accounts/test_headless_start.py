"""Setting up without clicking: what LUMETRA_INIT_* asks for is there after the start, and after every further one just the same."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from lumetra.features.accounts.bootstrap import BootstrapError
from lumetra.settings import SettingsError, load_settings
from tests.builders.accounts_app import accounts_app

PASSWORD = "correct horse battery"
WISH = {
    "LUMETRA_INIT_ORG_ID": "acme",
    "LUMETRA_INIT_ORG_NAME": "Acme",
    "LUMETRA_INIT_PROJECT_ID": "assistant",
    "LUMETRA_INIT_PROJECT_NAME": "Assistant",
    "LUMETRA_INIT_PROJECT_RETENTION": "30",
    "LUMETRA_INIT_PROJECT_PUBLIC_KEY": "pk-lf-acme",
    "LUMETRA_INIT_PROJECT_SECRET_KEY": "sk-lf-acme",
    "LUMETRA_INIT_USER_EMAIL": "Ops@acme.example",
    "LUMETRA_INIT_USER_NAME": "Operations",
    "LUMETRA_INIT_USER_PASSWORD": PASSWORD,
}


def test_everything_asked_for_is_there_and_stays_as_people_left_it(tmp_path: Path) -> None:
    with accounts_app(tmp_path, **WISH) as app, app.browser() as browser:
        me = (
            browser.post("/api/v1/auth/sign-in", json={"email": "ops@acme.example", "password": PASSWORD})
            .raise_for_status()
            .json()
        )
        assert (me["user"]["name"], me["user"]["is_instance_owner"]) == ("Operations", True)
        [organization] = me["organizations"]
        [project] = organization["projects"]
        assert (organization["name"], organization["role"]) == ("Acme", "OWNER")
        assert (project["id"], project["name"], project["retention_days"]) == ("assistant", "Assistant", 30)
        key = httpx2.BasicAuth("pk-lf-acme", "sk-lf-acme")
        assert browser.get("/api/public/projects", auth=key).json()["data"][0]["id"] == "assistant"
        browser.patch("/api/v1/projects/assistant", json={"name": "Renamed"}).raise_for_status()
        new = {"current_password": PASSWORD, "new_password": "another long one"}
        assert browser.post("/api/v1/auth/password", json=new).status_code == 204
    with accounts_app(tmp_path, **WISH) as app, app.browser() as browser:
        form = {"email": "ops@acme.example", "password": "another long one"}
        me = browser.post("/api/v1/auth/sign-in", json=form).raise_for_status().json()
        assert [one["name"] for one in me["organizations"][0]["projects"]] == ["Renamed"]
        keys = browser.get("/api/v1/projects/assistant/api-keys").json()["data"]
        assert [one["public_key"] for one in keys] == ["pk-lf-acme"]


def test_the_names_of_langfuse_mean_the_same(tmp_path: Path) -> None:
    wish = {name.replace("LUMETRA_", "LANGFUSE_"): value for name, value in WISH.items()}
    with accounts_app(tmp_path, **wish) as app, app.browser() as browser:
        form = {"email": "ops@acme.example", "password": PASSWORD}
        assert browser.post("/api/v1/auth/sign-in", json=form).status_code == 200


def test_a_user_without_a_password_is_made_for_another_way_in(tmp_path: Path) -> None:
    wish = {name: value for name, value in WISH.items() if "PASSWORD" not in name}
    with accounts_app(tmp_path, **wish) as app, app.browser() as browser:
        assert browser.get("/api/v1/auth/state").json()["has_users"] is True
        form = {"email": "ops@acme.example", "password": ""}
        assert browser.post("/api/v1/auth/sign-in", json=form).json()["error"]["code"] == "wrong_password"


def test_a_key_with_another_secret_stops_the_start(tmp_path: Path) -> None:
    with accounts_app(tmp_path, **WISH):
        pass
    with (
        pytest.raises(BootstrapError, match="is not the secret that pk-lf-acme was created with"),
        accounts_app(tmp_path, **WISH | {"LUMETRA_INIT_PROJECT_SECRET_KEY": "sk-lf-other"}),
    ):
        pass


@pytest.mark.parametrize("missing", ["ORG_ID", "PROJECT_ID", "PROJECT_SECRET_KEY", "PROJECT_PUBLIC_KEY", "USER_EMAIL"])
def test_half_a_wish_is_refused_with_what_is_missing(missing: str) -> None:
    wish = {name: value for name, value in WISH.items() if name != f"LUMETRA_INIT_{missing}"}
    with pytest.raises(SettingsError, match=f"needs LUMETRA_INIT_{missing}"):
        load_settings(wish)
