"""Every setting, typed, read from LUMETRA_* environment variables. None is needed to start; an unknown name is refused."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from lumetra.domain.errors import LumetraError

PREFIX = "LUMETRA_"


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
    user_password: str = Field(default="", repr=False, description="The user's password.")


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

    init: InitSettings = Field(default_factory=InitSettings, description="What must exist after the start: `LUMETRA_INIT_*`.")

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


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment. Raises SettingsError for unknown LUMETRA_* names and for bad values."""
    environ = os.environ if environ is None else environ
    plain = [name for name in Settings.model_fields if name != "init"]
    known = {PREFIX + name.upper() for name in plain} | {f"{PREFIX}INIT_{name.upper()}" for name in InitSettings.model_fields}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise SettingsError(f"Unknown setting {name}." + (f" Did you mean {close[0]}?" if close else ""))
    values: dict[str, Any] = {name: environ[PREFIX + name.upper()] for name in plain if environ.get(PREFIX + name.upper())}
    values["init"] = _init_values(environ)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = "_".join(str(part) for part in problem["loc"]).upper()
        raise SettingsError(f"{PREFIX}{name}: {problem['msg']}") from error


def _init_values(environ: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in InitSettings.model_fields:
        value = environ.get(f"{PREFIX}INIT_{name.upper()}") or environ.get(f"LANGFUSE_INIT_{name.upper()}")
        if value:
            values[name] = value
    return values


def settings_reference() -> str:
    """The reference page of all settings, in Markdown; kept as docs/reference/settings.md."""
    lines = ["# Settings", "", "Environment variables. None is needed to start; an unknown `LUMETRA_` name is refused.", ""]
    lines += ["| name | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        if name != "init":
            lines.append(_reference_row(PREFIX + name.upper(), field))
    lines += ["", "## What must exist after the start", "", "`LANGFUSE_INIT_…` names are aliases of these.", ""]
    lines += ["| name | default | meaning |", "| --- | --- | --- |"]
    lines += [_reference_row(f"{PREFIX}INIT_{name.upper()}", field) for name, field in InitSettings.model_fields.items()]
    return "\n".join(lines) + "\n"


def _reference_row(name: str, field: FieldInfo) -> str:
    default = "" if field.default in ("", None) else f"`{field.default}`"
    return f"| `{name}` | {default} | {(field.description or '').replace('|', chr(92) + '|')} |"
