"""Signatures of what we send to addresses that users gave. Pure."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime


def sign(secret: str, body: str, now: datetime) -> str:
    """`t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`."""
    seconds = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
