"""Mail to people, through a mail server that the installation names; optional."""

from lumetra.engines.mail.post import Envelope, Post, WriteLetter
from lumetra.engines.mail.smtp import MailRefused, Smtp, open_smtp

__all__ = ["Envelope", "MailRefused", "Post", "Smtp", "WriteLetter", "open_smtp"]
