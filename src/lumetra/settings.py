"""Every setting, typed, read from LUMETRA_* environment variables. None is needed to start; an unknown name is refused."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lumetra.domain.errors import LumetraError

PREFIX = "LUMETRA_"


class SettingsError(LumetraError):
    """A setting is unknown or does not parse; the message names it and says what would be right."""


class Settings(BaseSettings):
    """One typed tree. Each description states unit and reason; `docs/reference/settings.md` is generated from it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Loopback by default, so that a laptop exposes nothing.")
    port: int = Field(3000, ge=0, le=65535, description="TCP port of HTTP; 0 picks a free one.")
    public_url: str = Field(
        "", description="The address users reach Lumetra at, for links and upload URLs. Empty: derived from the request."
    )
    data_dir: Path = Field(Path("~/.lumetra"), description="Directory for everything the embedded engines store.")
    role: Literal["all", "api", "worker"] = Field(
        "all", description="Which part this process plays; `all` needs no other process."
    )

    analytics_url: str = Field(
        "", description="ClickHouse DSN (`clickhouse://…`). Empty: the embedded engine in the data directory."
    )
    analytics_read_url: str = Field(
        "", description="ClickHouse DSN of a replica that serves reads. Empty: the same as analytics_url."
    )
    analytics_memory_bytes: int = Field(
        768 * 1024**2, ge=128 * 1024**2, description="Memory bound of the embedded analytics engine, in bytes."
    )
    analytics_threads: int = Field(0, ge=0, description="Threads per query of the embedded engine; 0: one per core, at most 4.")
    database_url: str = Field("", description="SQLAlchemy URL (`postgresql+psycopg://…`). Empty: SQLite in the data directory.")
    blobs_url: str = Field("", description="Object storage URL (`s3://bucket/prefix`). Empty: the data directory.")
    redis_url: str = Field("", description="Redis or Valkey URL for queue, cache and live events. Empty: in process.")


# Aliases that people who come from Langfuse already have in their environment.
INIT_NAMES = (
    "ORG_ID", "ORG_NAME", "PROJECT_ID", "PROJECT_NAME", "PROJECT_RETENTION", "PROJECT_PUBLIC_KEY", "PROJECT_SECRET_KEY",
    "USER_EMAIL", "USER_NAME", "USER_PASSWORD",
)  # fmt: skip


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment. Raises SettingsError for unknown LUMETRA_* names and for bad values."""
    environ = os.environ if environ is None else environ
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {f"{PREFIX}INIT_{name}" for name in INIT_NAMES}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise SettingsError(f"Unknown setting {name}." + (f" Did you mean {close[0]}?" if close else ""))
    values = {name: environ[PREFIX + name.upper()] for name in Settings.model_fields if environ.get(PREFIX + name.upper())}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        raise SettingsError(f"{PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}") from error
