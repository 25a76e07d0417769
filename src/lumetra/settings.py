"""Every setting, typed, read from LUMETRA_* environment variables. None is needed to start; an unknown name is refused."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from lumetra.domain.errors import LumetraError
from lumetra.domain.sign_in_providers import PRESETS

PREFIX = "LUMETRA_"
_GROUPS = ("init", "sso")
_PROVIDER_NAME = re.compile(r"^[a-z][a-z0-9_]{0,30}$")


class SettingsError(LumetraError):
    """A setting is unknown or does not parse; the message names it and says what would be right."""


class InitSettings(BaseModel):
    """What `LUMETRA_INIT_*` asks to exist at start. `LANGFUSE_INIT_*` are aliases: people who come from Langfuse have them set."""

    model_config = ConfigDict(frozen=True)

    org_id: str = Field(default="", description="Id of an organization to create at start when it does not exist.")
    org_name: str = Field(default="", description="Its name; default: the id.")
    project_id: str = Field(default="", description="Id of a project to create in that organization.")
    project_name: str = Field(default="", description="Its name; default: the id.")
    project_retention: int = Field(default=0, ge=0, description="Its retention in days; 0 keeps data for ever.")
    project_public_key: str = Field(default="", description="Public key (`pk-lf-…`) of a pair to create in that project.")
    project_secret_key: str = Field(default="", repr=False, description="Secret key (`sk-lf-…`) of that pair.")
    user_email: str = Field(default="", description="E-mail of a user to create as owner of that organization.")
    user_name: str = Field(default="", description="The user's name; default: the e-mail.")
    user_password: str = Field(
        default="",
        repr=False,
        description="The user's password. Empty: the user comes by an identity provider or a one-time link.",
    )


class SsoSettings(BaseModel):
    """One identity provider, `LUMETRA_SSO_<NAME>_…`, for each name in `LUMETRA_SSO_PROVIDERS`."""

    model_config = ConfigDict(frozen=True)

    preset: str = Field(
        default="",
        description="Which provider it is: "
        + ", ".join(f"`{name}`" for name in PRESETS)
        + ". Empty: the one of that name, else `oidc`, which fits every OpenID provider.",
    )
    issuer: str = Field(
        default="",
        description="The provider's address, where `/.well-known/openid-configuration` is found. Known for `google`, `gitlab`"
        " and `github`; give it for an own GitLab or GitHub Enterprise server.",
    )
    client_id: str = Field(default="", description="The client that was registered with the provider for Lumetra.")
    client_secret: str = Field(default="", repr=False, description="Its secret. Empty: a public client, proven by PKCE alone.")
    label: str = Field(default="", description="What the button says after `Continue with`; default: the provider's name.")
    scopes: str = Field(default="", description="Scopes to ask for, separated by spaces; default: `openid email profile`.")
    domains: str = Field(
        default="",
        description="E-mail domains (comma separated) whose people sign in with this provider only: no password, no other one.",
    )
    link_by_email: bool = Field(
        default=False,
        description="Whether a first sign-in may take over the account that has the same e-mail. Its password and browsers end.",
    )
    trust_email: bool = Field(
        default=False,
        description="Whether its e-mail addresses count as verified although it does not say so. Only for a provider whose"
        " administrators, not its users, set them.",
    )


class Settings(BaseSettings):
    """One typed tree. Each description states unit and reason; `docs/reference/settings.md` is generated from it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Loopback by default, so that a laptop exposes nothing.")
    port: int = Field(3000, ge=0, le=65535, description="TCP port of HTTP; 0 picks a free one.")
    public_url: str = Field(
        "", description="The address users reach Lumetra at, for links and upload URLs. Empty: derived from the request."
    )
    data_dir: Path = Field(Path("~/.lumetra"), description="Directory for everything the embedded engines store.")
    sample: bool = Field(
        False, description="Make a sample project with days of recorded traffic when the instance is still empty."
    )
    role: Literal["all", "api", "worker"] = Field(
        "all",
        description="Which part this process plays: `api` accepts and answers, `worker` also stores events and runs jobs;"
        " `all` needs no other process.",
    )

    analytics_url: str = Field(
        "", description="ClickHouse DSN (`clickhouse://…`). Empty: the embedded engine in the data directory."
    )
    analytics_read_url: str = Field(
        "", description="ClickHouse DSN of a replica that serves reads. Empty: the same as analytics_url."
    )
    analytics_cluster: str = Field(
        "", description="Name of the ClickHouse cluster whose replicas get the schema (ON CLUSTER). Empty: a single server."
    )
    analytics_memory_bytes: int = Field(
        768 * 1024**2, ge=128 * 1024**2, description="Memory bound of the embedded analytics engine, in bytes."
    )
    analytics_threads: int = Field(0, ge=0, description="Threads per query of the embedded engine; 0: one per core, at most 4.")
    analytics_query_seconds: int = Field(
        30,
        ge=1,
        description="Seconds a read may take before it is refused as too heavy, so that one query cannot starve the others.",
    )
    database_url: str = Field("", description="SQLAlchemy URL (`postgresql+psycopg://…`). Empty: SQLite in the data directory.")
    blobs_url: str = Field(
        "",
        description="Object storage URL (`s3://bucket/prefix?region=…`, `gs://…`, `az://…`; options as query). Empty: the data directory.",
    )
    secret_key: str = Field(
        "",
        repr=False,
        description="Master key of the installation, 16 or more random characters: hashes API keys and encrypts stored secrets."
        " Empty: made at first start and kept in the data directory. Processes that share a database must share it.",
    )
    smtp_url: str = Field(
        "",
        repr=False,
        description="Mail server: `smtp://user:password@host:587` (TLS by STARTTLS, demanded when there is a password; `?starttls=never`"
        " inside a trusted network) or `smtps://user:password@host:465`. Empty: no mail, and links are shown to be passed on.",
    )
    mail_from: str = Field(
        "", description="Who mails come from: `Lumetra <lumetra@example.com>`. Needed with smtp_url, and public_url as well."
    )
    sign_up_open: bool = Field(
        True, description="Whether people may create their own account. The first user and invited ones always may."
    )
    sign_up_domains: str = Field(
        "",
        description="E-mail domains (comma separated) whose people may create their own account; invited ones may come from"
        " elsewhere. Empty: any.",
    )
    password_sign_in: bool = Field(
        True,
        description="Whether people may sign in and up with a password. Off needs a provider in `LUMETRA_SSO_PROVIDERS`;"
        " `lumetra signin-link` stays the way in when it is down.",
    )
    sso_providers: str = Field(
        "",
        description="Names (comma separated) of the identity providers to sign in with, in the order of their buttons, such as"
        " `google, work`; each is set up by `LUMETRA_SSO_<NAME>_…` below.",
    )

    init: InitSettings = Field(default_factory=InitSettings, description="What must exist after the start: `LUMETRA_INIT_*`.")
    sso: dict[str, SsoSettings] = Field(
        default_factory=dict[str, SsoSettings], description="The identity providers by name: `LUMETRA_SSO_<NAME>_*`."
    )

    jobs_threads: int = Field(
        16, ge=2, description="Threads that run durable jobs in this process; jobs beyond that wait, whatever their queue allows."
    )
    outbound_allowed_hosts: str = Field(
        "",
        description="Host names, addresses and networks (comma separated) that model calls and webhooks may reach although "
        "they are private, such as `localhost, 10.1.0.0/16`. Empty: public addresses only.",
    )
    redis_url: str = Field("", description="Redis or Valkey URL for queue, cache and live events. Empty: in process.")

    otlp_grpc_port: int = Field(
        0, ge=0, le=65535, description="TCP port of OTLP over gRPC, on the same address as HTTP; 0: off. The usual one is 4317."
    )
    ingest_max_body_bytes: int = Field(
        32 * 1024**2, ge=1024, description="Largest body of an ingestion request, as sent and again decompressed, in bytes."
    )
    ingest_backlog_bytes: int = Field(
        2 * 1024**3,
        ge=1024**2,
        description="Bytes that may wait to be stored. At 80 % other work pauses, at 100 % intake answers 429.",
    )
    ingest_backlog_seconds: float = Field(
        600, ge=1, description="Seconds the oldest waiting event may be old; the other measure of the same bound."
    )
    ingest_log_retention_hours: float = Field(
        72, ge=0, description="Hours that stored requests stay in the ingestion log, so that they can be replayed."
    )
    evaluation_log_days: int = Field(
        90,
        ge=1,
        description="Days that executions of evaluators stay in their log after they ended. Their scores stay, and none runs again.",
    )

    def prepared_data_dir(self) -> Path:
        """The data directory as an absolute path; made, readable only by us, when it is missing."""
        data_dir = Path(self.data_dir).expanduser().resolve()
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return data_dir


_INIT_NEEDS = (
    ("project_id", "org_id"),
    ("project_public_key", "project_id"),
    ("project_public_key", "project_secret_key"),
    ("project_secret_key", "project_public_key"),
    ("user_email", "org_id"),
    ("user_password", "user_email"),
)
_PLAIN = [name for name in Settings.model_fields if name not in _GROUPS]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment. Raises SettingsError for unknown LUMETRA_* names and for bad values."""
    environ = os.environ if environ is None else environ
    providers = _provider_names(environ)
    known = {PREFIX + name.upper() for name in _PLAIN} | {f"{PREFIX}INIT_{name.upper()}" for name in InitSettings.model_fields}
    known |= {_sso_name(provider, name) for provider in providers for name in SsoSettings.model_fields}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise SettingsError(f"Unknown setting {name}." + (f" Did you mean {close[0]}?" if close else ""))
    values: dict[str, Any] = {name: environ[PREFIX + name.upper()] for name in _PLAIN if environ.get(PREFIX + name.upper())}
    values["init"] = _init_values(environ)
    _check_init(values["init"])
    values["sso"] = {provider: _sso_values(environ, provider) for provider in providers}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = "_".join(str(part) for part in problem["loc"]).upper()
        raise SettingsError(f"{PREFIX}{name}: {problem['msg']}") from error
    if not (settings.password_sign_in or settings.sso):
        raise SettingsError("LUMETRA_PASSWORD_SIGN_IN=false leaves nobody a way in: name a provider in LUMETRA_SSO_PROVIDERS.")
    return settings


def _init_values(environ: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in InitSettings.model_fields:
        value = environ.get(f"{PREFIX}INIT_{name.upper()}") or environ.get(f"LANGFUSE_INIT_{name.upper()}")
        if value:
            values[name] = value
    return values


def _check_init(given: Mapping[str, str]) -> None:
    """Half of a wish would silently do nothing: name what is missing."""
    for name, needed in _INIT_NEEDS:
        if name in given and needed not in given:
            raise SettingsError(f"LUMETRA_INIT_{name.upper()} needs LUMETRA_INIT_{needed.upper()}.")


def _provider_names(environ: Mapping[str, str]) -> list[str]:
    names = comma_separated(environ.get(f"{PREFIX}SSO_PROVIDERS", ""))
    for name in names:
        if not _PROVIDER_NAME.match(name):
            raise SettingsError(
                f"LUMETRA_SSO_PROVIDERS: {name!r} cannot name a provider: letters, digits and _ only, a letter first."
            )
    return names


def _sso_name(provider: str, setting: str) -> str:
    return f"{PREFIX}SSO_{provider.upper()}_{setting.upper()}"


def _sso_values(environ: Mapping[str, str], provider: str) -> dict[str, str]:
    """The provider's settings, completed from its preset. Raises SettingsError naming what is missing."""
    names = {name: _sso_name(provider, name) for name in SsoSettings.model_fields}
    values = {name: environ[variable].strip() for name, variable in names.items() if environ.get(variable)}
    kind = values.setdefault("preset", provider if provider in PRESETS else "oidc")
    preset = PRESETS.get(kind)
    if preset is None:
        raise SettingsError(f"{names['preset']}: {kind!r} is not known; it can be {', '.join(PRESETS)}.")
    issuer = values.setdefault("issuer", preset.issuer)
    if not issuer.startswith(("https://", "http://")):
        raise SettingsError(f"{names['issuer']} must be the provider's address, such as {preset.example or preset.issuer}")
    if not values.get("client_id"):
        raise SettingsError(f"{names['client_id']} is missing: register Lumetra with the provider, which gives it one.")
    values.setdefault("label", preset.label)
    values.setdefault("scopes", preset.scopes)
    return values


def comma_separated(text: str) -> list[str]:
    """The parts of a list in a setting, in lower case, without blanks and doubles."""
    return list(dict.fromkeys(part for item in text.split(",") if (part := item.strip().lower())))


def settings_reference() -> str:
    """The reference page of all settings, in Markdown; kept as docs/reference/settings.md."""
    lines = ["# Settings", "", "Environment variables. None is needed to start; an unknown `LUMETRA_` name is refused.", ""]
    lines += ["| name | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        if name not in _GROUPS:
            lines.append(_reference_row(PREFIX + name.upper(), field))
    lines += ["", "## What must exist after the start", "", "`LANGFUSE_INIT_…` names are aliases of these.", ""]
    lines += ["| name | default | meaning |", "| --- | --- | --- |"]
    lines += [_reference_row(f"{PREFIX}INIT_{name.upper()}", field) for name, field in InitSettings.model_fields.items()]
    lines += [
        "",
        "## Identity providers",
        "",
        "`<NAME>` is one of those in `LUMETRA_SSO_PROVIDERS`, in capitals ([how to](../operate/sign-in.md)).",
        "",
    ]
    lines += ["| name | default | meaning |", "| --- | --- | --- |"]
    lines += [_reference_row(_sso_name("<name>", name), field) for name, field in SsoSettings.model_fields.items()]
    return "\n".join(lines) + "\n"


def _reference_row(name: str, field: FieldInfo) -> str:
    default = "" if field.default in ("", None) else f"`{field.default}`"
    return f"| `{name}` | {default} | {(field.description or '').replace('|', chr(92) + '|')} |"
