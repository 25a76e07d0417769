"""`/api/v1` routes of signing up, in and out, and of the browsers that are signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from lumetra import __version__
from lumetra.domain.access import Access
from lumetra.domain.errors import Unauthenticated
from lumetra.features.accounts.authentication.authenticate import client_address
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE, end_session, list_sessions
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.read_me import read_me
from lumetra.features.accounts.responses import Listing, Me
from lumetra.features.accounts.sign_in.add_user import has_users
from lumetra.features.accounts.sign_in.check_password import SignInAttempts, check_password
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.sign_in.responses import BrowserSession, SignInProvider, SignInState
from lumetra.features.accounts.sign_in.sign_up import NewUser, sign_up
from lumetra.features.accounts.sign_in.signin_links import use_signin_link
from lumetra.features.accounts.sign_in.start_browser import start_browser
from lumetra.features.accounts.tables import UserRow
from lumetra.http.access import requires_user
from lumetra.http.csrf import check_origin


class SignUpForm(BaseModel):
    """A new account; `invitation` is the token of an invitation's link."""

    email: str
    name: str = ""
    password: str
    invitation: str | None = None


class SignInForm(BaseModel):
    """E-mail and password."""

    email: str
    password: str


def build_sign_in_routes(accounts: Accounts, rules: EntryRules, providers: list[SignInProvider]) -> APIRouter:
    """The ways in without a provider; `/signin-link` is where the link of `lumetra serve` leads."""
    router = APIRouter(tags=["account"])
    attempts = SignInAttempts(accounts.cache)
    _add_state(router, accounts, rules, providers)
    _add_entering(router, accounts, attempts, rules)
    _add_browsers(router, accounts)
    return router


def _add_state(router: APIRouter, accounts: Accounts, rules: EntryRules, providers: list[SignInProvider]) -> None:
    @router.get("/api/v1/auth/state")
    def get_sign_in_state() -> SignInState:
        """Whether anybody has signed up yet, whether people may, and how. Open to everyone."""
        with accounts.database.reading() as session:
            known = has_users(session)
        return SignInState(
            has_users=known,
            sign_up_open=rules.sign_up_open or not known,
            password_sign_in=rules.password_sign_in,
            providers=providers,
            sends_mail=accounts.post is not None,
            version=__version__,
        )


def _add_entering(router: APIRouter, accounts: Accounts, attempts: SignInAttempts, rules: EntryRules) -> None:
    database = accounts.database

    @router.post("/api/v1/auth/sign-up", status_code=201)
    def post_sign_up(form: SignUpForm, request: Request, response: Response) -> Me:
        """Create an account and sign in. The first one owns the instance."""
        check_origin(request)
        new = NewUser.read(email=form.email, name=form.name, password=form.password, invitation=form.invitation)
        with database.session() as session:
            user = sign_up(session, new, rules, accounts.clock())
            start_browser(accounts, session, user, request, response)
            return read_me(session, user, "")

    @router.post("/api/v1/auth/sign-in")
    def post_sign_in(form: SignInForm, request: Request, response: Response) -> Me:
        """Sign in with e-mail and password; sets the session cookie."""
        check_origin(request)
        rules.check_password_allowed(form.email)
        address = client_address(request)
        user_id = check_password(database, attempts, email=form.email, password=form.password, address=address)
        with database.session() as session:
            user = session.get_one(UserRow, user_id)
            start_browser(accounts, session, user, request, response)
            return read_me(session, user, "")

    @router.get("/signin-link", include_in_schema=False)
    def get_signin_link(request: Request, token: Annotated[str, Query()] = "") -> RedirectResponse:
        """Use a one-time link and go to the web app; a link that is used up leads to the sign-in page, which says so."""
        response = RedirectResponse("/", status_code=303)
        try:
            with database.session() as session:
                user = use_signin_link(session, token, accounts.clock())
                start_browser(accounts, session, user, request, response)
        except Unauthenticated as error:
            return RedirectResponse(f"/sign-in?problem={error.code}", status_code=303)
        return response


def _add_browsers(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.post("/api/v1/auth/sign-out", status_code=204)
    def post_sign_out(response: Response, access: Access = requires_user()) -> None:
        """End this browser's session."""
        with database.session() as session:
            end_session(session, access.user_id, access.session_id)
        response.delete_cookie(SESSION_COOKIE, path="/")

    @router.get("/api/v1/auth/sessions")
    def get_sessions(access: Access = requires_user()) -> Listing[BrowserSession]:
        """The browsers in which the user is signed in, the last seen first."""
        with database.reading() as session:
            rows = list_sessions(session, access.user_id, accounts.clock())
        return Listing(data=[BrowserSession.of(row, access.session_id) for row in rows])

    @router.delete("/api/v1/auth/sessions/{session_id}", status_code=204)
    def delete_session(session_id: str, access: Access = requires_user()) -> None:
        """Sign one of the user's browsers out."""
        with database.session() as session:
            end_session(session, access.user_id, session_id)
