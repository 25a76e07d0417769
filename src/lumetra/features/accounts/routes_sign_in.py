"""`/api/v1` routes of a person's own account: signing up, in and out, password, browsers, the caller's own view."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from lumetra import __version__
from lumetra.domain.access import Access
from lumetra.domain.errors import Conflict, Unauthenticated
from lumetra.domain.letter import Language, letter_language
from lumetra.features.accounts.authenticate import client_address
from lumetra.features.accounts.entry_rules import EntryRules
from lumetra.features.accounts.invite import accept_invitation, find_invitation
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.own_account.reset_password import tell_of_change
from lumetra.features.accounts.read_me import read_me
from lumetra.features.accounts.responses import BrowserSession, Listing, Me, SignInProvider, SignInState
from lumetra.features.accounts.sessions import LIFETIME, SESSION_COOKIE, end_session, list_sessions, open_session
from lumetra.features.accounts.sign_in import (
    NewUser,
    SignInAttempts,
    change_password,
    check_password,
    clean_email,
    has_users,
    sign_up,
    use_signin_link,
)
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


class PasswordForm(BaseModel):
    """A new password; the current one may be left out only by an account that has none."""

    current_password: str = ""
    new_password: str


class ProfileForm(BaseModel):
    """What a user may change about the own account."""

    name: str | None = Field(None, min_length=1, max_length=200)
    email: str | None = None
    language: Language | None = None
    mention_mails: bool | None = None


class InvitationForm(BaseModel):
    """The token of an invitation's link."""

    token: str


def build_sign_in_routes(accounts: Accounts, rules: EntryRules, providers: list[SignInProvider]) -> APIRouter:
    """Everything about the own account, and `/signin-link`, where the link of `lumetra serve` leads."""
    router = APIRouter(tags=["account"])
    attempts = SignInAttempts(accounts.cache)
    _add_state(router, accounts, rules, providers)
    _add_entering(router, accounts, attempts, rules)
    _add_browsers(router, accounts)
    _add_own_account(router, accounts, attempts, rules)
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


def start_browser(accounts: Accounts, session: Session, user: UserRow, request: Request, response: Response) -> None:
    """Sign the user in in the browser that sent the request."""
    address, agent = client_address(request), request.headers.get("user-agent", "")
    user.language = user.language or letter_language(request.headers.get("accept-language", ""))
    token = open_session(session, user.id, address=address, user_agent=agent, now=accounts.clock())
    set_session_cookie(request, response, token)


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


def _add_own_account(router: APIRouter, accounts: Accounts, attempts: SignInAttempts, rules: EntryRules) -> None:
    database = accounts.database

    @router.post("/api/v1/auth/password", status_code=204)
    def post_password(form: PasswordForm, access: Access = requires_user()) -> None:
        """Change the password; every other browser of the user is signed out."""
        current, new = form.current_password, form.new_password
        change_password(database, attempts, access, rules, current=current, new=new, now=accounts.clock())
        tell_of_change(accounts, access.user_id)

    @router.post("/api/v1/auth/accept-invitation")
    def post_accept_invitation(form: InvitationForm, access: Access = requires_user()) -> Me:
        """Join the organization of an invitation."""
        with database.session() as session:
            user = session.get_one(UserRow, access.user_id)
            now = accounts.clock()
            accept_invitation(session, find_invitation(session, form.token, now), user, now)
            session.flush()
            return read_me(session, user, access.session_id)

    @router.get("/api/v1/me")
    def get_me(access: Access = requires_user()) -> Me:
        """The signed-in user, with organizations, projects, roles and permissions."""
        with database.reading() as session:
            return read_me(session, session.get_one(UserRow, access.user_id), access.session_id)

    @router.patch("/api/v1/me")
    def patch_me(form: ProfileForm, access: Access = requires_user()) -> Me:
        """Change name, e-mail, or which mails to get in which language."""
        with database.session() as session:
            user = session.get_one(UserRow, access.user_id)
            change_profile(session, user, form, rules)
            user.updated_at = accounts.clock()
            return read_me(session, user, access.session_id)


def set_session_cookie(request: Request, response: Response, token: str) -> None:
    """HttpOnly, SameSite=Lax, and Secure whenever the browser came by HTTPS."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def change_profile(session: Session, user: UserRow, form: ProfileForm, rules: EntryRules) -> None:
    """Apply the given fields. Conflict when the e-mail belongs to someone else; Forbidden when a provider decides over it."""
    if form.name is not None:
        user.name = form.name.strip() or user.name
    user.language = form.language or user.language
    if form.mention_mails is not None:
        user.mention_mails = form.mention_mails
    if form.email is None:
        return
    email = clean_email(form.email)
    if email == user.email:
        return
    for address in (user.email, email):  # leaving such a domain would be a way around its provider
        rules.check_provider(address, None)
    taken = session.scalar(sa.select(UserRow.id).where(UserRow.email == email, UserRow.id != user.id))
    if taken is not None:
        raise Conflict("There is an account with this e-mail already.", code="email_taken")
    user.email = email
