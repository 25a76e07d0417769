"""Mails to those whom a comment mentions: one for each of them, shortly after, as it stands then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lumetra.domain.letter import Language, Letter, LetterLink
from lumetra.engines.database import Database
from lumetra.engines.mail import Envelope, Post
from lumetra.features.comments.mentions import plain_words
from lumetra.features.comments.tables import CommentMentionRow, CommentRow

MENTION: Final = "mention"
DELAY_SECONDS: Final = 20.0
"""Long enough to mend a slip or to take the comment back, and for several mentions to become one mail."""
PREFERENCES_PAGE: Final = "/account#mails"
_LONGEST_QUOTE: Final = 2000


@dataclass(frozen=True)
class Reader:
    """Somebody who may read the comment, and wants to be told."""

    email: str
    language: Language


@dataclass(frozen=True)
class Commented:
    """Who commented on what. `author` is empty when a program wrote, `name` is that of the thing, `path` the page that shows the comment."""

    author: str
    project: str
    name: str
    path: str


NotifyMentioned = Callable[[str, Collection[str]], None]
"""Tells users, by id, that the comment with this id mentions them; returns at once."""


def tell_nobody(comment_id: str, user_ids: Collection[str]) -> None:
    """For an instance that sends no mail: mentions are found on their page."""


def register_mention_letters(
    database: Database,
    post: Post,
    find_reader: Callable[[str, str], Reader | None],
    describe: Callable[[CommentRow], Commented | None],
) -> NotifyMentioned:
    """`find_reader` is (project id, user id): None for who may not read the project, or wants no mail. `describe` is None for what is gone."""

    def write(argument: Mapping[str, Any]) -> Envelope | None:
        comment_id, user_id = argument["comment_id"], argument["user_id"]
        with database.reading() as session:
            comment = session.get(CommentRow, comment_id)
            if comment is None or session.get(CommentMentionRow, (comment_id, user_id)) is None:
                return None
        reader = find_reader(comment.project_id, user_id)
        about = None if reader is None else describe(comment)
        if reader is None or about is None:
            return None
        link, preferences = post.smtp.link(about.path), post.smtp.link(PREFERENCES_PAGE)
        return Envelope(reader.email, mention_letter(reader.language, about, comment.content, link, preferences))

    def notify(comment_id: str, user_ids: Collection[str]) -> None:
        for user_id in user_ids:
            argument = {"comment_id": comment_id, "user_id": user_id}
            post.send(MENTION, argument, key=f"{comment_id}/{user_id}", delay_seconds=DELAY_SECONDS)

    post.register(MENTION, write)
    return notify


def mention_letter(language: Language, about: Commented, content: str, link: str, preferences: str) -> Letter:
    """The comment's own words, and the way to it."""
    words = plain_words(content)
    quote = words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
    if language == "zh":
        author = about.author or "一个程序"
        return Letter(
            language=language,
            subject=f"{author} 在 {about.name} 的评论中提到了您",
            paragraphs=[f"{author} 在项目 {about.project} 中关于 {about.name} 的评论里提到了您："],
            quote=quote,
            action=LetterLink("打开评论", link),
            small_print=["您收到此邮件，是因为有评论提到了您。"],
            preferences=LetterLink("不再接收此类邮件", preferences),
        )
    author = about.author or "A program"
    return Letter(
        language=language,
        subject=f"{author} mentioned you in a comment on {about.name}",
        paragraphs=[f"{author} mentioned you in a comment on {about.name} in the project {about.project}:"],
        quote=quote,
        action=LetterLink("Open the comment", link),
        small_print=["You get this mail because a comment mentions you."],
        preferences=LetterLink("Switch these mails off", preferences),
    )
