"""The instance's mail server, for the owner of the instance: is there one, what became of the last mails, and a mail to try it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Conflict, Forbidden, LumetraError
from lumetra.domain.ids import new_id
from lumetra.domain.letter import Language, Letter, LetterLink
from lumetra.engines.jobs import Job, JobState
from lumetra.engines.mail import Post
from lumetra.http.access import requires

SHOWN: Final = 20


class Mail(BaseModel):
    """A mail of the last week. `to` is empty while it waits, when it failed, and when it was not wanted any more."""

    id: str
    kind: str = Field(description="What it is about: `invitation`, `password_reset`, `mention`, …")
    state: JobState
    to: str
    problem: str
    created_at: datetime
    finished_at: datetime | None


class MailState(BaseModel):
    """`server` and `sender` are empty where the instance has no mail server."""

    is_on: bool
    server: str
    sender: str
    recent: list[Mail]


class TestMail(BaseModel):
    """What became of a mail to whoever asked; `problem` is empty when the mail server took it."""

    to: str
    problem: str


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for."""

    email: str
    language: Language


def build_mail_routes(post: Post | None, find_reader: Callable[[str], Reader]) -> APIRouter:
    """`find_reader` knows the reader behind a user's id."""
    router = APIRouter(prefix="/api/v1/instance/mail", tags=["instance"])

    @router.get("")
    def get_mail(access: Access = requires(Permission.INSTANCE_READ)) -> MailState:
        """Whether mail can be sent, and what became of the last ones."""
        if post is None:
            return MailState(is_on=False, server="", sender="", recent=[])
        recent = [_mail(job) for job in post.recent(SHOWN)]
        return MailState(is_on=True, server=post.smtp.address.shown, sender=str(post.smtp.sender), recent=recent)

    @router.post("/test")
    def post_test(access: Access = requires(Permission.INSTANCE_READ)) -> TestMail:
        """Send a mail to whoever asks, at once, and say what the mail server said."""
        if post is None:
            raise Conflict("This instance has no mail server: set LUMETRA_SMTP_URL.", code="mail_off")
        if not access.user_id:
            raise Forbidden("A test mail goes to whoever asks: sign in to ask for it.")
        reader = find_reader(access.user_id)
        problem = ""
        try:
            post.smtp.send(reader.email, _test_letter(reader.language, post.smtp.link("/instance")), new_id())
        except LumetraError as error:  # what went wrong is the finding
            problem = str(error)
        return TestMail(to=reader.email, problem=problem)

    return router


def _mail(job: Job) -> Mail:
    return Mail(
        id=job.id,
        kind=job.kind.partition(".")[2],
        state=job.state,
        to=job.result["to"] if job.result else "",
        problem=job.error.partition(": ")[2],
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


def _test_letter(language: Language, link: str) -> Letter:
    if language == "zh":
        return Letter(language, "来自 Lumetra 的测试邮件", ["邮件服务器工作正常。"], action=LetterLink("打开实例页面", link))
    return Letter(
        language, "A test mail from Lumetra", ["The mail server works."], action=LetterLink("Open the instance page", link)
    )
