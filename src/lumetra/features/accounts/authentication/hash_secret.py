"""How credentials are kept: passwords with argon2, key secrets and tokens with keyed or plain hashes of high-entropy text."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from pwdlib import PasswordHash

_passwords = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Argon2id with the library's recommended cost: some 50 ms of CPU, on purpose."""
    return _passwords.hash(password)


def password_matches(password: str, stored: str | None) -> bool:
    """Checks a password. Takes as long for an unknown user (`stored` None) as for a known one, so that timing tells nothing."""
    if stored is None:
        _passwords.hash(password)
        return False
    return _passwords.verify(password, stored)


def hash_key_secret(pepper: bytes, secret: str) -> str:
    """HMAC-SHA256 under a key derived from the instance's master key: a stolen database alone cannot be searched for weak secrets."""
    return hmac.new(pepper, secret.encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    """256 bits of randomness as URL-safe text, for cookies and links."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Tokens are random, so a plain SHA-256 suffices."""
    return hashlib.sha256(token.encode()).hexdigest()
