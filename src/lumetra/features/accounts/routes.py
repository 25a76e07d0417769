"""Lumetra's own API of accounts, put together."""

from __future__ import annotations

from fastapi import APIRouter

from lumetra.features.accounts.audit.routes import build_audit_routes
from lumetra.features.accounts.keys.routes import build_key_routes
from lumetra.features.accounts.members.routes import build_member_routes
from lumetra.features.accounts.members.routes_invitations import build_invitation_routes
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.organizations.routes import build_organization_routes
from lumetra.features.accounts.own_account.routes import build_own_account_routes
from lumetra.features.accounts.projects.routes import build_project_routes
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.sign_in.responses import SignInProvider
from lumetra.features.accounts.sign_in.routes import build_sign_in_routes
from lumetra.features.accounts.sso.open_sso import Sso
from lumetra.features.accounts.sso.routes import build_sso_routes
from lumetra.http.add_routes import add_routes


def build_routes(accounts: Accounts, sso: Sso, rules: EntryRules) -> APIRouter:
    """All `/api/v1` routes of accounts, and `/signin-link`."""
    router = APIRouter()
    providers = [
        SignInProvider(name=name, label=one.settings.label, preset=one.settings.preset) for name, one in sso.providers.items()
    ]
    add_routes(router, build_sign_in_routes(accounts, rules, providers))
    add_routes(router, build_sso_routes(accounts, sso, rules))
    add_routes(router, build_own_account_routes(accounts, rules))
    add_routes(router, build_organization_routes(accounts))
    add_routes(router, build_project_routes(accounts))
    add_routes(router, build_member_routes(accounts))
    add_routes(router, build_invitation_routes(accounts))
    add_routes(router, build_key_routes(accounts))
    add_routes(router, build_audit_routes(accounts.database))
    return router
