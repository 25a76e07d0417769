"""The words of the letters that accounts sends, in each language. Where they lead and to whom is the callers' matter."""

from __future__ import annotations

from typing import Final

from lumetra.domain.letter import Language, Letter, LetterLink

RESET_MINUTES: Final = 30
"""How long a link to set a new password works; the letter says so."""


def reset_letter(language: Language, *, email: str, link: str) -> Letter:
    """To somebody who says that the password is forgotten."""
    if language == "zh":
        return Letter(
            language=language,
            subject="重置您的 Lumetra 密码",
            paragraphs=[f"有人为账户 {email} 请求重置密码。打开下面的链接即可设置新密码。"],
            action=LetterLink("设置新密码", link),
            small_print=[
                f"该链接在 {RESET_MINUTES} 分钟内有效，且只能使用一次。",
                "如果这不是您的操作，请忽略此邮件，密码不会改变。",
            ],
        )
    return Letter(
        language=language,
        subject="Set a new password for Lumetra",
        paragraphs=[f"Somebody asked for a new password for the account {email}. Open this link to choose one."],
        action=LetterLink("Set a new password", link),
        small_print=[
            f"The link works once, for {RESET_MINUTES} minutes.",
            "If it was not you, ignore this mail: nothing changes.",
        ],
    )


def password_changed_letter(language: Language, *, email: str, link: str) -> Letter:
    """To somebody whose password was changed, so that a stranger's change does not go unseen. `link` leads to a new one."""
    if language == "zh":
        return Letter(
            language=language,
            subject="您的 Lumetra 密码已更改",
            paragraphs=[f"账户 {email} 的密码刚刚已更改，其他浏览器均已退出登录。"],
            small_print=["如果这不是您的操作，请立即设置新密码，并告知本实例的所有者。"],
            action=LetterLink("设置新密码", link),
        )
    return Letter(
        language=language,
        subject="Your Lumetra password was changed",
        paragraphs=[f"The password of the account {email} was just changed, and other browsers were signed out."],
        small_print=["If it was not you, set a new password at once, and tell the owner of this instance."],
        action=LetterLink("Set a new password", link),
    )


def invitation_letter(language: Language, *, inviter: str, organization: str, project: str, link: str, days: int) -> Letter:
    """To somebody who is asked to join. `inviter` may be empty (an API key invites), and so may `project`; `days` is how long it stays open."""
    if language == "zh":
        place = f"{organization} / {project}" if project else organization
        return Letter(
            language=language,
            subject=f"邀请您加入 Lumetra 上的 {organization}",
            paragraphs=[f"{inviter} 邀请您加入 Lumetra 上的 {place}。" if inviter else f"邀请您加入 Lumetra 上的 {place}。"],
            action=LetterLink("接受邀请", link),
            small_print=[f"该邀请在 {days} 天内有效。如果您不认识发件人，请忽略此邮件。"],
        )
    place = f"{organization} ({project})" if project else organization
    return Letter(
        language=language,
        subject=f"Join {organization} on Lumetra",
        paragraphs=[
            f"{inviter} invites you to join {place} on Lumetra." if inviter else f"You are invited to {place} on Lumetra."
        ],
        action=LetterLink("Accept the invitation", link),
        small_print=[f"The invitation is open for {days} days. If you do not know who sent it, ignore this mail."],
    )


def membership_letter(language: Language, *, adder: str, organization: str, link: str) -> Letter:
    """To somebody with an account who was made a member. `adder` may be empty (an API key adds); `link` leads there."""
    if language == "zh":
        return Letter(
            language=language,
            subject=f"您已被加入 Lumetra 上的 {organization}",
            paragraphs=[
                f"{adder} 已将您加入 Lumetra 上的 {organization}。" if adder else f"您已被加入 Lumetra 上的 {organization}。"
            ],
            action=LetterLink("打开", link),
            small_print=["请用您现有的账户登录。如果您不认识发件人，请告知本实例的所有者。"],
        )
    return Letter(
        language=language,
        subject=f"You were added to {organization} on Lumetra",
        paragraphs=[
            f"{adder} added you to {organization} on Lumetra." if adder else f"You were added to {organization} on Lumetra."
        ],
        action=LetterLink("Open it", link),
        small_print=["Sign in with the account that you have. If you do not know who did this, tell the owner of this instance."],
    )
