"""The letters of accounts, put together."""

from __future__ import annotations

from lumetra.engines.mail import Post
from lumetra.features.accounts.members import mail_invitation, mail_membership
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.own_account import reset_password


def register_letters(accounts: Accounts, post: Post) -> None:
    """Tell `post` how each kind is written, before jobs start."""
    reset_password.register_letters(accounts, post)
    mail_invitation.register_letters(accounts, post)
    mail_membership.register_letters(accounts, post)
