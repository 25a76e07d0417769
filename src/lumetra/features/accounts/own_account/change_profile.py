"""What people change about their own account."""

from __future__ import annotations

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict
from lumetra.domain.letter import Language
from lumetra.features.accounts.email_address import clean_email
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.tables import UserRow


class ProfileForm(BaseModel):
    """What a user may change about the own account."""

    name: str | None = Field(None, min_length=1, max_length=200)
    email: str | None = None
    language: Language | None = None
    mention_mails: bool | None = None


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
