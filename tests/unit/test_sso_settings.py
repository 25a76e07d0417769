"""Identity providers in the settings: what a preset completes, and what is refused with a word of help."""

from __future__ import annotations

import pytest

from lumetra.settings import SettingsError, load_settings


def test_a_known_provider_needs_only_its_client() -> None:
    settings = load_settings({"LUMETRA_SSO_PROVIDERS": "google", "LUMETRA_SSO_GOOGLE_CLIENT_ID": "id"})
    google = settings.sso["google"]
    assert (google.issuer, google.label, google.scopes) == ("https://accounts.google.com", "Google", "openid email profile")


def test_two_providers_of_a_kind_have_names_of_their_own_and_keep_their_order() -> None:
    environ = {"LUMETRA_SSO_PROVIDERS": "us, EU"}
    for name in ("US", "EU"):
        environ |= {
            f"LUMETRA_SSO_{name}_PRESET": "okta",
            f"LUMETRA_SSO_{name}_ISSUER": f"https://{name.lower()}.okta.com",
            f"LUMETRA_SSO_{name}_CLIENT_ID": "id",
            f"LUMETRA_SSO_{name}_LABEL": f"Okta {name}",
        }
    assert [(name, one.label) for name, one in load_settings(environ).sso.items()] == [("us", "Okta US"), ("eu", "Okta EU")]


def test_a_secret_is_not_in_what_is_printed_of_the_settings() -> None:
    environ = {
        "LUMETRA_SSO_PROVIDERS": "google",
        "LUMETRA_SSO_GOOGLE_CLIENT_ID": "id",
        "LUMETRA_SSO_GOOGLE_CLIENT_SECRET": "hush",
    }
    assert "hush" not in repr(load_settings(environ))


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"LUMETRA_SSO_PROVIDERS": "google"}, "LUMETRA_SSO_GOOGLE_CLIENT_ID is missing"),
        ({"LUMETRA_SSO_PROVIDERS": "okta", "LUMETRA_SSO_OKTA_CLIENT_ID": "x"}, "LUMETRA_SSO_OKTA_ISSUER must be"),
        ({"LUMETRA_SSO_PROVIDERS": "no spaces"}, "cannot name a provider"),
        ({"LUMETRA_SSO_PROVIDERS": "work", "LUMETRA_SSO_WORK_PRESET": "oktaa"}, "'oktaa' is not known"),
        ({"LUMETRA_SSO_GOOGLE_CLIENT_ID": "x"}, "Unknown setting LUMETRA_SSO_GOOGLE_CLIENT_ID"),
        (
            {"LUMETRA_SSO_PROVIDERS": "google", "LUMETRA_SSO_GOOGLE_CLIENT": "x"},
            "Did you mean LUMETRA_SSO_GOOGLE_CLIENT_",
        ),
        ({"LUMETRA_PASSWORD_SIGN_IN": "false"}, "leaves nobody a way in"),
    ],
)
def test_what_cannot_work_is_refused_at_the_start(environ: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(environ)
