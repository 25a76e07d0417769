"""`/api/v1` routes of signing in with a provider: there, back again, and the providers linked to the own account."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound, Refusal
from lumetra.features.accounts.authentication.authenticate import client_address
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE, find_session
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.sign_in.start_browser import start_browser
from lumetra.features.accounts.sso.enter import enter
from lumetra.features.accounts.sso.flow import Flow, drop_flow
from lumetra.features.accounts.sso.link import link, list_identities, password_allowed, unlink
from lumetra.features.accounts.sso.open_sso import Sso
from lumetra.features.accounts.sso.problems import SsoProblem, log_problem
from lumetra.features.accounts.sso.provider import Person, Provider
from lumetra.features.accounts.tables import IdentityRow, UserRow
from lumetra.http.access import requires_user
from lumetra.http.links import external_url

_DENIED = frozenset({"access_denied", "interaction_required", "login_required", "consent_required", "account_selection_required"})
_DOWN = frozenset({"server_error", "temporarily_unavailable"})


class Identity(BaseModel):
    """A provider that signs in to the own account. `label` is what its button says; `email` the address it knows, or empty."""

    id: str
    provider: str
    label: str
    email: str
    created_at: datetime
    last_used_at: datetime

    @classmethod
    def of(cls, row: IdentityRow, rules: EntryRules) -> Identity:
        """From its row. A provider that is no longer set up is called by its address."""
        return cls(
            id=row.id,
            provider=row.provider,
            label=rules.labels.get(row.provider, row.issuer),
            email=row.email,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )


class WaysIn(BaseModel):
    """How the own account can be signed in to. `password_allowed` false: the instance or the e-mail's domain forbids passwords."""

    password_allowed: bool
    has_password: bool
    identities: list[Identity]


class ProviderAddress(BaseModel):
    """Where to send the browser."""

    location: str


def build_sso_routes(accounts: Accounts, sso: Sso, rules: EntryRules) -> APIRouter:
    """All of them; there without a provider as well, so that the API is the same everywhere."""
    router = APIRouter(tags=["account"])
    _add_journey(router, accounts, sso, rules)
    _add_own_account(router, accounts, sso, rules)
    return router


def _add_journey(router: APIRouter, accounts: Accounts, sso: Sso, rules: EntryRules) -> None:
    @router.get("/api/v1/auth/sso/{provider}/start", include_in_schema=False)
    def get_start(
        provider: str,
        request: Request,
        next_path: Annotated[str, Query(alias="next")] = "/",
        invitation: Annotated[str | None, Query()] = None,
    ) -> RedirectResponse:
        """Send the browser to the provider; a problem leads to the sign-in page, which explains it."""
        try:
            chosen = _provider(sso, provider)
            flow = sso.flows.begin(provider, accounts.clock(), next_path=next_path, invitation=invitation)
            response = RedirectResponse(chosen.authorization_url(flow.secrets, _redirect_uri(request, provider)), 303)
        except SsoProblem as problem:
            return _explain(provider, problem, "/sign-in", next_path=next_path)
        sso.flows.keep(flow, request, response)
        return response

    @router.get("/api/v1/auth/sso/{provider}/callback", include_in_schema=False)
    def get_callback(
        provider: str,
        request: Request,
        state: Annotated[str, Query()] = "",
        code: Annotated[str, Query()] = "",
        error: Annotated[str, Query()] = "",
        error_description: Annotated[str, Query()] = "",
        iss: Annotated[str, Query()] = "",
    ) -> RedirectResponse:
        """Where the provider sends the browser back to: signs in, links, or explains why not."""
        page, next_path = "/sign-in", "/"
        try:
            chosen = _provider(sso, provider)
            flow = sso.flows.resume(provider, state, request, accounts.clock())
            page, next_path = ("/account", "/") if flow.user_id else ("/sign-in", flow.next)
            _check_answer(code, error, error_description)
            person = chosen.redeem(code, flow.secrets, _redirect_uri(request, provider))
            if iss and iss.rstrip("/") != person.issuer.rstrip("/"):
                raise SsoProblem("provider_refused", f"the answer names another issuer: {iss}")  # RFC 9207
            response = _arrive(accounts, chosen, person, flow, rules, request)
        except Refusal as problem:
            response = _explain(provider, problem, page, next_path=next_path)
        drop_flow(response, state)
        return response


def _add_own_account(router: APIRouter, accounts: Accounts, sso: Sso, rules: EntryRules) -> None:
    database = accounts.database

    @router.get("/api/v1/auth/ways-in")
    def get_ways_in(access: Access = requires_user()) -> WaysIn:
        """How the signed-in user may sign in: a password, and the linked providers."""
        with database.reading() as session:
            user = session.get_one(UserRow, access.user_id)
            rows = list_identities(session, user.id)
            return WaysIn(
                password_allowed=password_allowed(user, rules),
                has_password=user.password_hash is not None,
                identities=[Identity.of(row, rules) for row in rows],
            )

    @router.post("/api/v1/auth/sso/{provider}/link")
    def post_link(provider: str, request: Request, response: Response, access: Access = requires_user()) -> ProviderAddress:
        """Begin to link a provider to the own account; send the browser where the answer says.

        A write, not an address to visit: no other site may begin it.
        """
        if provider not in sso.providers:
            raise NotFound("There is no such provider here.")
        flow = sso.flows.begin(provider, accounts.clock(), user_id=access.user_id, session_id=access.session_id)
        try:
            location = sso.providers[provider].authorization_url(flow.secrets, _redirect_uri(request, provider))
        except SsoProblem as problem:
            log_problem(provider, problem)
            raise
        sso.flows.keep(flow, request, response)
        return ProviderAddress(location=location)

    @router.delete("/api/v1/auth/identities/{identity_id}", status_code=204)
    def delete_identity(identity_id: str, access: Access = requires_user()) -> None:
        """Unlink a provider; refused when it is the only way in."""
        with database.session() as session:
            unlink(session, access, identity_id, rules, sso.providers.keys(), accounts.clock())


def _provider(sso: Sso, name: str) -> Provider:
    if name not in sso.providers:
        raise SsoProblem("provider_unknown", "no such provider is set up")
    return sso.providers[name]


def _redirect_uri(request: Request, provider: str) -> str:
    return external_url(request, f"/api/v1/auth/sso/{provider}/callback")


def _check_answer(code: str, error: str, description: str) -> None:
    """Raise SsoProblem unless the provider sent a code."""
    if error in _DENIED:
        raise SsoProblem("denied", f"{error} {description}")
    if error or not code:
        raise SsoProblem("provider_down" if error in _DOWN else "provider_refused", f"{error or 'no code'} {description}")


def _arrive(
    accounts: Accounts, provider: Provider, person: Person, flow: Flow, rules: EntryRules, request: Request
) -> RedirectResponse:
    if flow.user_id:
        return _arrive_linked(accounts, provider, person, flow, request)
    try:
        return _arrive_signed_in(accounts, provider, person, flow, rules, request)
    except IntegrityError:  # the same person in another tab was a moment faster: now the account is there
        return _arrive_signed_in(accounts, provider, person, flow, rules, request)


def _arrive_signed_in(
    accounts: Accounts, provider: Provider, person: Person, flow: Flow, rules: EntryRules, request: Request
) -> RedirectResponse:
    response = RedirectResponse(flow.next, 303)
    address, now = client_address(request), accounts.clock()
    with accounts.database.session() as session:
        user = enter(session, person, provider, rules, invitation=flow.invitation, address=address, now=now)
        start_browser(accounts, session, user, request, response)
    return response


def _arrive_linked(accounts: Accounts, provider: Provider, person: Person, flow: Flow, request: Request) -> RedirectResponse:
    """Only the browser session that began it may end it, should somebody else be signed in by now."""
    now = accounts.clock()
    with accounts.database.session() as session:
        browser = find_session(session, request.cookies.get(SESSION_COOKIE, ""), now)
        if browser is None or browser.id != flow.session_id:
            raise SsoProblem("flow_expired", "the user who began to link is no longer signed in")
        user = session.get_one(UserRow, flow.user_id)
        link(session, user, person, provider, client_address(request), now)
    return RedirectResponse(f"/account?linked={provider.name}", 303)


def _explain(provider: str, problem: Refusal, page: str, *, next_path: str) -> RedirectResponse:
    """To a page that says in words what happened; it is told the code and nothing of what the provider said."""
    log_problem(provider, problem)
    about = {"problem": problem.code, "provider": provider}
    if isinstance(problem.detail, dict) and problem.code == "sso_required":
        about["provider"] = str(problem.detail["provider"])
    if next_path != "/":
        about["next"] = next_path
    return RedirectResponse(f"{page}?{urlencode(about)}", 303)
