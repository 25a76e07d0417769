"""Who may enter: accounts, and the first organization, project and key of an empty instance."""

from __future__ import annotations

from fastapi import FastAPI

from lumetra.engines.mail import Post
from lumetra.engines.opening import Engines
from lumetra.engines.secrets import MasterKey
from lumetra.features.accounts import routes, wire
from lumetra.features.accounts.bootstrap import bootstrap
from lumetra.features.accounts.open_accounts import Accounts, open_accounts
from lumetra.features.accounts.register_letters import register_letters
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.sso.open_sso import open_sso
from lumetra.http.add_routes import add_routes
from lumetra.settings import Settings


def install_accounts(app: FastAPI, settings: Settings, engines: Engines, post: Post | None) -> Accounts:
    """Accounts of this process. `app.state.first_start` is set on an empty instance: what `serve` prints for pasting."""
    accounts = open_accounts(engines.database, engines.master_key, engines.coordination.cache, post=post)
    if post is not None:
        register_letters(accounts, post)
    with engines.database.session() as session:
        app.state.first_start = bootstrap(session, accounts.pepper, settings.init, accounts.clock(), sample=settings.sample)
    add_account_routes(app, settings, accounts, engines.master_key)
    return accounts


def add_account_routes(app: FastAPI, settings: Settings, accounts: Accounts, master_key: MasterKey) -> None:
    """Let the application know who calls, and give it the routes of accounts."""
    app.state.accounts = accounts
    app.state.public_url = settings.public_url
    app.state.authenticator = accounts.authenticator
    sso = open_sso(settings.sso, master_key, accounts.cache, accounts.clock)
    add_routes(app, routes.build_routes(accounts, sso, EntryRules.of(settings)))
    add_routes(app, wire.build_wire_routes(accounts))
