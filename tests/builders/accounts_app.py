"""Accounts alone, with settings of their own, over a database of their own: for tests of rules that hold for a whole instance."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx2
import uvicorn
from fastapi import FastAPI

from lumetra.compose.accounts import add_account_routes
from lumetra.domain.clock import utc_now
from lumetra.engines.cache import LocalCache
from lumetra.engines.database import open_database
from lumetra.engines.database.migrate import migrate_database
from lumetra.engines.secrets import load_master_key
from lumetra.features.accounts.bootstrap import bootstrap
from lumetra.features.accounts.open_accounts import Accounts, open_accounts
from lumetra.http.edge import Edge
from lumetra.http.errors import install_error_handlers
from lumetra.settings import load_settings
from tests.servers.ports import free_port

CSRF = {"X-Lumetra-CSRF": "1"}


@dataclass
class MovableClock:
    """The time of the application under test; `ahead` seconds lie between it and the machine's."""

    ahead: float = 0

    def __call__(self) -> datetime:
        now = utc_now()
        return datetime.fromtimestamp(now.timestamp() + self.ahead, now.tzinfo)


@dataclass(frozen=True)
class AccountsApp:
    """The served routes of accounts."""

    url: str
    accounts: Accounts
    clock: MovableClock

    @contextmanager
    def browser(self) -> Generator[httpx2.Client]:
        """A client that keeps cookies and sends the header of the web app."""
        with httpx2.Client(base_url=self.url, timeout=90, headers=CSRF) as client:
            yield client


@contextmanager
def accounts_app(data_dir: Path, **environ: str) -> Generator[AccountsApp]:
    """Serve accounts over `data_dir` until the block ends. `environ` adds settings."""
    settings = load_settings({"LUMETRA_DATA_DIR": str(data_dir), **environ})
    database, cache, clock = open_database("", settings.prepared_data_dir()), LocalCache(), MovableClock()
    migrate_database(database)
    master_key = load_master_key("", settings.prepared_data_dir())
    accounts = open_accounts(database, master_key, cache, clock=clock)
    with database.session() as session:
        if settings.init.org_id:
            bootstrap(session, accounts.pepper, settings.init, clock())
    app = FastAPI()
    install_error_handlers(app)
    app.add_middleware(Edge)
    add_account_routes(app, settings, accounts, master_key)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none", access_log=False))
    thread = threading.Thread(target=server.run, name="accounts-app", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 120
        while not server.started:
            assert thread.is_alive(), "the application did not start; its log says why"
            assert time.monotonic() < deadline, "the application did not start; its log says why"
            time.sleep(0.01)
        yield AccountsApp(f"http://127.0.0.1:{port}", accounts, clock)
    finally:
        server.should_exit = True
        thread.join(60)
        database.close()
        cache.close()
