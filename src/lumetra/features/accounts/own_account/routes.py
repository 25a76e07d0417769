"""`/api/v1` routes of the own account: profile, password, joining by an invitation, and leaving for good."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from lumetra.domain.access import Access
from lumetra.domain.letter import Language, letter_language
from lumetra.features.accounts.authentication.authenticate import client_address
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE
from lumetra.features.accounts.members.invite import accept_invitation, find_invitation
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.own_account.change_password import change_password
from lumetra.features.accounts.own_account.change_profile import ProfileForm, change_profile
from lumetra.features.accounts.own_account.delete_account import delete_account
from lumetra.features.accounts.own_account.reset_password import (
    ResetAttempts,
    ask_for_reset,
    set_forgotten_password,
    tell_of_change,
)
from lumetra.features.accounts.read_me import read_me
from lumetra.features.accounts.responses import Me
from lumetra.features.accounts.sign_in.check_password import SignInAttempts
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.tables import UserRow
from lumetra.http.access import requires_user
from lumetra.http.csrf import check_origin


class PasswordForm(BaseModel):
    """A new password; the current one may be left out only by an account that has none."""

    current_password: str = ""
    new_password: str


class InvitationForm(BaseModel):
    """The token of an invitation's link."""

    token: str


class ForgottenPasswordForm(BaseModel):
    """Whose password is forgotten. Without a `language` the mail is in the browser's."""

    email: str
    language: Language | None = None


class ResetForm(BaseModel):
    """The token of a mailed link, and the password that shall be."""

    token: str
    new_password: str


class LeavingForm(BaseModel):
    """What proves that it is really meant."""

    proof: str = Field(description="The password; of an account without one the e-mail address.")


def build_own_account_routes(accounts: Accounts, rules: EntryRules) -> APIRouter:
    """Both ways to a forgotten password need nobody signed in; all else does."""
    router = APIRouter(tags=["account"])
    attempts = SignInAttempts(accounts.cache)
    _add_profile(router, accounts, rules)
    _add_password(router, accounts, attempts, rules)
    _add_forgotten_password(router, accounts, rules)
    _add_leaving(router, accounts, attempts)
    return router


def _add_profile(router: APIRouter, accounts: Accounts, rules: EntryRules) -> None:
    database = accounts.database

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

    @router.post("/api/v1/auth/accept-invitation")
    def post_accept_invitation(form: InvitationForm, access: Access = requires_user()) -> Me:
        """Join the organization of an invitation."""
        with database.session() as session:
            user = session.get_one(UserRow, access.user_id)
            now = accounts.clock()
            accept_invitation(session, find_invitation(session, form.token, now), user, now)
            session.flush()
            return read_me(session, user, access.session_id)


def _add_password(router: APIRouter, accounts: Accounts, attempts: SignInAttempts, rules: EntryRules) -> None:
    @router.post("/api/v1/auth/password", status_code=204)
    def post_password(form: PasswordForm, access: Access = requires_user()) -> None:
        """Change the password; every other browser of the user is signed out."""
        current, new = form.current_password, form.new_password
        change_password(accounts.database, attempts, access, rules, current=current, new=new, now=accounts.clock())
        tell_of_change(accounts, access.user_id)


def _add_forgotten_password(router: APIRouter, accounts: Accounts, rules: EntryRules) -> None:
    attempts = ResetAttempts(accounts.cache)

    @router.post("/api/v1/auth/password-resets", status_code=202)
    def post_reset(form: ForgottenPasswordForm, request: Request) -> None:
        """Have a link mailed by which a new password can be set. The answer is the same whether there is such an account."""
        check_origin(request)
        rules.check_password_allowed(form.email)
        language = form.language or letter_language(request.headers.get("accept-language", ""))
        ask_for_reset(accounts, attempts, form.email, language, client_address(request))

    @router.post("/api/v1/auth/password-resets/use", status_code=204)
    def post_use(form: ResetForm, request: Request) -> None:
        """Set a new password by a mailed link, once. Every browser of the user is signed out; nobody is signed in."""
        check_origin(request)
        token, password = form.token, form.new_password
        set_forgotten_password(accounts, attempts, rules, token=token, password=password, address=client_address(request))


def _add_leaving(router: APIRouter, accounts: Accounts, attempts: SignInAttempts) -> None:
    @router.post("/api/v1/me/delete", status_code=204)
    def post_delete(form: LeavingForm, response: Response, access: Access = requires_user()) -> None:
        """Delete the own account. Refused to the owner of the instance and to the last owner of an organization."""
        delete_account(accounts, attempts, access, form.proof)
        response.delete_cookie(SESSION_COOKIE, path="/")
