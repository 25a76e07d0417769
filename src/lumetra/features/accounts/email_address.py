"""E-mail addresses: the one form in which they are stored and compared."""

from __future__ import annotations

import re
from typing import Any

from lumetra.domain.errors import Refusal

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
_MOST_CHARACTERS = 320


def clean_email(email: str) -> str:
    """An address in that form. Raises Refusal for what cannot be one."""
    address = read_email(email)
    if not address:
        raise Refusal("This is not an e-mail address.", code="invalid_email")
    return address


def read_email(value: Any) -> str:
    """An address in that form, as somebody else sent it; empty for anything that cannot be one."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if _EMAIL.match(text) and len(text) <= _MOST_CHARACTERS else ""


def domain_of(email: str) -> str:
    """What stands behind the last @, in lower case."""
    return email.rpartition("@")[2].strip().lower()
