"""The browser that is signed in from now on: its session and its cookie."""

from __future__ import annotations

from fastapi import Request, Response
from sqlalchemy.orm import Session

from lumetra.domain.letter import letter_language
from lumetra.features.accounts.authentication.authenticate import client_address
from lumetra.features.accounts.authentication.sessions import LIFETIME, SESSION_COOKIE, open_session
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import UserRow


def start_browser(accounts: Accounts, session: Session, user: UserRow, request: Request, response: Response) -> None:
    """Sign the user in in the browser that sent the request."""
    address, agent = client_address(request), request.headers.get("user-agent", "")
    user.language = user.language or letter_language(request.headers.get("accept-language", ""))
    token = open_session(session, user.id, address=address, user_agent=agent, now=accounts.clock())
    _set_session_cookie(request, response, token)


def _set_session_cookie(request: Request, response: Response, token: str) -> None:
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
