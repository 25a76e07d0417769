"""Sends letters by durable jobs: nobody waits for a mail server, and a mail outlives a crash and a server that is away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lumetra.domain.letter import Letter
from lumetra.engines.jobs import Job, JobContext, JobKind, JobQueue, Jobs
from lumetra.engines.mail.smtp import Smtp
from lumetra.engines.secrets import MasterKey
from lumetra.engines.secrets.sealing import Sealer

MAIL_QUEUE: Final = JobQueue("mail", concurrency=4)
PREFIX: Final = "mail."
ATTEMPTS: Final = 12
"""With pauses that double from one second on: for half an hour."""


@dataclass(frozen=True)
class Envelope:
    """A letter, and the address of whom it is for."""

    to: str
    letter: Letter


WriteLetter = Callable[[Mapping[str, Any]], Envelope | None]
"""Writes the letter that an argument of `Post.send` asks for, at the time of sending; None: it is not wanted any more."""


class Post:
    """The way of letters. What a letter is made of is sealed while it waits: it may hold a link that signs somebody in."""

    def __init__(self, smtp: Smtp, jobs: Jobs, master_key: MasterKey) -> None:
        self.smtp = smtp
        self._jobs = jobs
        self._sealer = Sealer(master_key, "mail")
        self._kinds: list[str] = []

    def register(self, kind: str, write: WriteLetter) -> None:
        """Make a kind of letter known, before jobs start. `write` may be called several times for one letter."""

        def send(context: JobContext, argument: Mapping[str, Any]) -> dict[str, str]:
            return context.step("write and send", lambda: self._send(kind, context.job_id, argument, write), attempts=ATTEMPTS)

        self._kinds.append(PREFIX + kind)
        self._jobs.register(JobKind(PREFIX + kind, send, MAIL_QUEUE))

    def send(self, kind: str, argument: Mapping[str, Any], *, key: str, delay_seconds: float = 0.0) -> None:
        """Have a letter written and sent; durable when it returns. One letter a `key` and kind within a week."""
        sealed = self._sealer.seal(orjson.dumps(argument).decode(), kind)
        self._jobs.submit(PREFIX + kind, {"sealed": sealed}, key=key, delay_seconds=delay_seconds)

    def recent(self, limit: int) -> Sequence[Job]:
        """The last mails, newest first, those that wait included. The result of a sent one names its reader in `to`."""
        return self._jobs.list(kinds=self._kinds, limit=limit) if self._kinds else []

    def _send(self, kind: str, job_id: str, argument: Mapping[str, Any], write: WriteLetter) -> dict[str, str]:
        envelope = write(orjson.loads(self._sealer.unseal(argument["sealed"], kind)))
        if envelope is None:
            return {"to": ""}
        self.smtp.send(envelope.to, envelope.letter, job_id)
        return {"to": envelope.to}
