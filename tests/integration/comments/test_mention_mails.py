"""Who is mentioned in a comment gets one mail with the way to it; who may not read it any more, or wants none, gets none."""

from __future__ import annotations

from collections.abc import Generator

import httpx2
import pytest

from lumetra.domain.letter import LetterLink
from lumetra.features.comments.mention_letters import Commented, mention_letter
from tests.builders.eventually import eventually
from tests.builders.mailing_server import MailingServer, Person, mailing_server
from tests.builders.server_process import PROJECT

URL = f"/api/v1/projects/{PROJECT}/comments"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Generator[MailingServer]:
    with mailing_server(tmp_path_factory.mktemp("mailing") / "data") as server:
        yield server


def record_a_trace(client: httpx2.Client) -> None:
    """A trace with a step, in a session."""
    moment = "2026-01-05T10:00:00Z"
    trace = {"id": "t1", "name": "checkout", "timestamp": moment, "sessionId": "s 1"}
    step = {"id": "o1", "traceId": "t1", "name": "ask the model", "startTime": moment}
    batch = [
        {"id": "e1", "timestamp": moment, "type": "trace-create", "body": trace},
        {"id": "e2", "timestamp": moment, "type": "span-create", "body": step},
    ]
    assert client.post("/api/public/ingestion", json={"batch": batch}).json()["errors"] == []
    eventually(lambda: client.get(f"/api/v1/projects/{PROJECT}/traces/t1").status_code == 200)


def mention(*people: Person) -> str:
    return ", ".join(f"@[{person.email.partition('@')[0].title()}](user:{person.id})" for person in people)


def comment(author: Person, content: str, object_type: str = "TRACE", object_id: str = "t1") -> str:
    body = {"object_type": object_type, "object_id": object_id, "content": content}
    answer = author.client.post(URL, json=body)
    assert answer.status_code == 201, answer.text
    comment_id: str = answer.json()["id"]
    return comment_id


def test_mentions_are_mailed_to_those_who_may_read_and_want_it(mailing: MailingServer) -> None:
    owner = mailing.owner()
    with mailing.server.client() as keys:
        record_a_trace(keys)
    ada, bob, eve, quiet, gone = (mailing.sign_up(f"{name}@example.com") for name in ("ada", "bob", "eve", "quiet", "gone"))
    for person in (ada, bob, eve, quiet, gone):
        mailing.add_member(owner, person)
    quiet.client.patch("/api/v1/me", json={"mention_mails": False}).raise_for_status()
    ada.client.patch("/api/v1/me", json={"language": "zh"}).raise_for_status()

    on_step = comment(owner, f"{mention(bob)} and {mention(bob)}: <b>look</b>, {mention(owner)}", "OBSERVATION", "o1")
    changed = {"content": f"{mention(bob)}, {mention(ada)}, {mention(quiet)}, {mention(gone)}: <b>look</b> at this"}
    owner.client.patch(f"{URL}/{on_step}", json=changed).raise_for_status()
    taken_back = comment(owner, f"{mention(eve)} never mind")
    owner.client.delete(f"{URL}/{taken_back}").raise_for_status()
    no_more = comment(owner, f"{mention(eve)} or rather not")
    owner.client.patch(f"{URL}/{no_more}", json={"content": "nobody"}).raise_for_status()
    owner.client.delete(f"/api/v1/organizations/{PROJECT}/members/{gone.id}").raise_for_status()
    last = comment(bob, f"{mention(owner)} done", "SESSION", "s 1")

    [to_bob] = mailing.mails.wait_for(bob.email)
    assert to_bob.message["Subject"] == "Owner mentioned you in a comment on checkout"
    assert "> @Bob, @Ada, @Quiet, @Gone: <b>look</b> at this" in to_bob.text, "as it stands when it is sent"
    assert "&lt;b&gt;look&lt;/b&gt;" in to_bob.html
    assert mailing.link_in(to_bob) == f"/projects/{PROJECT}/traces/t1?step=o1&comment={on_step}"
    assert to_bob.message["List-Unsubscribe"] == "<https://lumetra.example/account#mails>"
    [to_ada] = mailing.mails.wait_for(ada.email)
    assert to_ada.message["Subject"] == "Owner 在 checkout 的评论中提到了您"
    [to_owner] = mailing.mails.wait_for(owner.email)
    assert mailing.link_in(to_owner) == f"/projects/{PROJECT}/sessions/s%201?comment={last}"

    def nobody_waits() -> list[str]:
        recent = owner.client.get("/api/v1/instance/mail").json()["recent"]
        done = all(one["state"] == "succeeded" for one in recent)
        return [one["to"] for one in recent if one["kind"] == "mention"] if done else []

    sent = eventually(nobody_waits)
    assert sorted(sent) == ["", "", "", "", ada.email, bob.email, owner.email], "four were not wanted any more"
    for person in (eve, quiet, gone):
        assert mailing.mails.to(person.email) == []
    for person in (owner, ada, bob, eve, quiet, gone):
        person.client.close()


def test_a_long_comment_is_quoted_in_part() -> None:
    about = Commented(author="", project="Shop", name="checkout", path="/x")
    letter = mention_letter("en", about, "x" * 5000, "https://a.example/x", "https://a.example/account#mails")
    assert letter.subject == "A program mentioned you in a comment on checkout"
    assert len(letter.quote) == 2001
    assert letter.preferences == LetterLink("Switch these mails off", "https://a.example/account#mails")
