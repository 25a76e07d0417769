"""`/api/v1` routes of a forgotten password, and of leaving for good."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from lumetra.domain.access import Access
from lumetra.domain.letter import Language, letter_language
from lumetra.features.accounts.authenticate import client_address
from lumetra.features.accounts.entry_rules import EntryRules
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.own_account.delete_account import delete_account
from lumetra.features.accounts.own_account.reset_password import ResetAttempts, ask_for_reset, set_forgotten_password
from lumetra.features.accounts.sessions import SESSION_COOKIE
from lumetra.features.accounts.sign_in import SignInAttempts
from lumetra.http.access import requires_user
from lumetra.http.csrf import check_origin


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
    """Both ways to a password need nobody signed in; leaving does."""
    router = APIRouter(tags=["account"])
    _add_forgotten_password(router, accounts, rules)
    attempts = SignInAttempts(accounts.cache)

    @router.post("/api/v1/me/delete", status_code=204)
    def post_delete(form: LeavingForm, response: Response, access: Access = requires_user()) -> None:
        """Delete the own account. Refused to the owner of the instance and to the last owner of an organization."""
        delete_account(accounts, attempts, access, form.proof)
        response.delete_cookie(SESSION_COOKIE, path="/")

    return router


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
