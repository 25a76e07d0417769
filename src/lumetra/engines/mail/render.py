"""Turns a letter into a message: plain text, and the same as simple HTML in which everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from typing import Final

from lumetra.domain.letter import Letter, LetterLink

_LONGEST_SUBJECT: Final = 200
_ADDRESS: Final = re.compile(r"""[^\s@,;:<>()\[\]"\\]+@[^\s@,;:<>()\[\]"\\]+""")
_TEXT: Final = "font:15px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',sans-serif;color:#1c1d21"
_QUOTE: Final = (
    "margin:16px 0;padding:8px 14px;border-left:3px solid #c9cbd3;color:#44464f;white-space:pre-wrap;overflow-wrap:anywhere"
)
_BUTTON: Final = "display:inline-block;padding:9px 18px;border-radius:7px;background:#006b74;color:#ffffff;text-decoration:none;font-weight:600"
_SMALL: Final = "margin:8px 0 0;font-size:13px;color:#6b6e7a"


def is_address(text: str) -> bool:
    """True for one address, in any script, that a header can hold as it is."""
    return _ADDRESS.fullmatch(text) is not None


def parse_sender(text: str) -> Address:
    """`Lumetra <lumetra@example.com>` or only the address. Raises ValueError."""
    name, address = parseaddr(text)
    user, at, domain = address.rpartition("@")
    if not at or not user or not domain or "\n" in text or "\r" in text:
        raise ValueError("is not an address; Lumetra <lumetra@example.com> is one")
    try:
        return Address(name or "Lumetra", user, domain)
    except HeaderParseError as error:
        raise ValueError(f"is not an address: {error}") from error


def render(letter: Letter, sender: Address, to: str, message_id: str) -> EmailMessage:
    """A message ready to be sent. Line breaks in the subject become spaces, so that nobody writes headers through it."""
    message = EmailMessage(policy=SMTP)
    subject = " ".join(letter.subject.split())
    message["Subject"] = subject if len(subject) <= _LONGEST_SUBJECT else subject[: _LONGEST_SUBJECT - 1] + "…"
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: away notices need not answer
    message["Content-Language"] = letter.language
    if letter.preferences is not None:
        message["List-Unsubscribe"] = f"<{letter.preferences.url}>"
    message.set_content(to_text(letter))
    message.add_alternative(to_html(letter), subtype="html")
    return message


def to_text(letter: Letter) -> str:
    """The letter for programs that show plain text."""
    return "\n\n".join(_text_blocks(letter)) + "\n"


def _text_blocks(letter: Letter) -> Iterator[str]:
    yield from letter.paragraphs
    if letter.quote:
        yield "\n".join(f"> {line}" for line in letter.quote.splitlines())
    if letter.action is not None:
        yield f"{letter.action.label}:\n{letter.action.url}"
    small = list(letter.small_print)
    if letter.preferences is not None:
        small.append(f"{letter.preferences.label}: {letter.preferences.url}")
    if small:
        yield "-- \n" + "\n".join(small)


def to_html(letter: Letter) -> str:
    """The letter as HTML without scripts, pictures or anything else from outside."""
    return (
        f'<!doctype html><html lang="{letter.language}"><head><meta charset="utf-8"><title>{escape(letter.subject)}</title></head>'
        f'<body style="margin:0;padding:24px;background:#f5f5f7"><div style="max-width:560px;margin:0 auto;padding:28px;'
        f'background:#ffffff;border-radius:10px;{_TEXT}">{"".join(_html_blocks(letter))}</div></body></html>'
    )


def _html_blocks(letter: Letter) -> Iterator[str]:
    yield from (f'<p style="margin:0 0 14px">{escape(one)}</p>' for one in letter.paragraphs)
    if letter.quote:
        yield f'<blockquote style="{_QUOTE}">{escape(letter.quote)}</blockquote>'
    if letter.action is not None:
        yield f'<p style="margin:22px 0">{_anchor(letter.action, _BUTTON)}</p>'
    if letter.small_print or letter.preferences:
        yield '<hr style="margin:24px 0 12px;border:0;border-top:1px solid #e4e5ea">'
    yield from (f'<p style="{_SMALL}">{escape(one)}</p>' for one in letter.small_print)
    if letter.preferences is not None:
        yield f'<p style="{_SMALL}">{_anchor(letter.preferences, "color:#6b6e7a")}</p>'


def _anchor(link: LetterLink, style: str) -> str:
    return f'<a href="{escape(link.url)}" style="{style}">{escape(link.label)}</a>'
