"""Public links: what strangers read while something is shared, and that they read nothing else, whatever they try."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel

from lumetra.domain.access import Role
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import ProjectRow
from lumetra.features.tracing.groups.models import SessionDetail, Turn
from lumetra.features.tracing.responses import ScoreValue
from lumetra.features.tracing.sharing import shown_fields
from lumetra.features.tracing.traces.models import ObservationDetail, TraceHeader
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.otlp_request import OtlpRequest
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score
from tests.builders.running_app import RunningApp

SECRETS = ("ada@example.com", "secret-session", "reviewer-7", "only for us", "receipt-1", "key-of-ours", "secret-prompt")
SHOWN = {
    ScoreValue: ("id name data_type value string_value source observation_id timestamp", shown_fields.SCORE_LEFT_OUT),
    TraceHeader: (
        "id name timestamp environment release version tags public level latency_ms cost_usd input_cost_usd "
        "output_cost_usd input_tokens output_tokens total_tokens observation_count error_count warning_count models "
        "input_preview output_preview metadata_preview scores highlights metadata own_step_id score_list start_time end_time "
        "created_at updated_at",
        shown_fields.TRACE_LEFT_OUT,
    ),
    Turn: (
        "id name timestamp environment release version tags public level latency_ms cost_usd input_cost_usd "
        "output_cost_usd input_tokens output_tokens total_tokens observation_count error_count warning_count models "
        "input_preview output_preview metadata_preview scores highlights number input output gap_ms",
        shown_fields.TRACE_LEFT_OUT,
    ),
    ObservationDetail: (
        "id trace_id parent_id type name trace_name start_time end_time level status_message environment version "
        "release tags model latency_ms time_to_first_token_ms tokens_per_second cost_usd input_cost_usd output_cost_usd "
        "input_tokens output_tokens total_tokens tools_available tools_called tool_call_count sdk_name input_preview output_preview "
        "input_length output_length metadata_preview scores highlights completion_start_time is_root usage cost "
        "score_list model_parameters metadata input output tool_definitions tool_calls usage_estimated usage_units "
        "usage_problems provided_usage provided_cost source dialect sdk_version created_at updated_at",
        shown_fields.OBSERVATION_LEFT_OUT,
    ),
    SessionDetail: (
        "id environment trace_count observation_count error_count input_tokens output_tokens total_tokens cost_usd "
        "input_cost_usd output_cost_usd start_time end_time duration_ms tags scores turns next_cursor",
        shown_fields.SESSION_LEFT_OUT,
    ),
}
"""What strangers see of each answer, and what is left out of it. A new field fails the test until it stands in one of both."""


@pytest.fixture
def trace_id(running: RunningApp, project: TestProject) -> str:
    """A private trace of two steps in a session of two turns, with everything in it that strangers must not see."""
    trace_id = os.urandom(16).hex()
    people = {"user_id": "ada@example.com", "session_id": "secret-session", "trace_name": "chat"}
    hidden = {"receipt_id": "receipt-1", "key_id": "key-of-ours", "prompt_name": "secret-prompt", "prompt_id": "p-1"}
    rows = [
        observation(project.id, trace_id, "root", input='{"q": "long words"}', metadata={"plan": '"gold"'}, **people),
        observation(
            project.id, trace_id, "step", parent_id="root", type="GENERATION", output="the answer", model="o3",
            start_time=NOW + timedelta(seconds=1), **people, **hidden,
        ),
        observation(
            project.id, f"{trace_id}-2", "other-root", input="a private turn", start_time=NOW + timedelta(minutes=1), **people
        ),
    ]  # fmt: skip
    insert(running.engines.analytics, "observations", rows)
    judged = {"comment": "only for us", "author_user_id": "reviewer-7", "config_id": "c", "trace_id": trace_id}
    insert(running.engines.analytics, "scores", [score(project.id, f"s-{trace_id}", "correct", 1.0, **judged)])
    return trace_id


def share(client: httpx2.Client, project: TestProject, kind: str, own_id: str, on: bool = True) -> Any:
    body = {"object_type": kind, "object_id": own_id, "is_shared": on}
    return client.put(f"/api/v1/projects/{project.id}/sharing", json=body)


def reads(project_id: str, trace_id: str) -> list[str]:
    base = f"/api/v1/public/projects/{project_id}/traces/{trace_id}"
    return [
        base, f"{base}/tree", f"{base}/log", f"{base}/search?words=answer", f"{base}/observations/step",
        f"{base}/observations/step/output", f"/api/v1/public/traces/{trace_id}",
    ]  # fmt: skip


def answers(anonymous: httpx2.Client, paths: list[str]) -> set[tuple[int, str]]:
    return {(answer.status_code, answer.text) for answer in map(anonymous.get, paths)}


def test_a_shared_trace_is_read_without_credentials_and_only_what_belongs_to_it(
    client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    state = share(client, project, "trace", trace_id).raise_for_status().json()
    assert state["path"] == f"/public/traces/{trace_id}?project={project.id}"
    assert client.get(f"/api/v1/projects/{project.id}/traces/{trace_id}").json()["public"] is True
    found = [anonymous.get(path) for path in reads(project.id, trace_id)]
    assert [answer.status_code for answer in found] == [200] * 7
    header, tree, log, search, step, payload, place = (answer.json() for answer in found)
    assert (header["name"], header["metadata"], header["scores"][0]["name"]) == ("chat", {"plan": "gold"}, "correct")
    assert (tree["id"], tree["scores"][0]["value"]) == (["root", "step"], 1.0)
    assert [entry["id"] for entry in log["data"]] == ["root", "step"]
    assert [hit["id"] for hit in search["data"]] == ["step"]
    assert (step["model"], step["output"]["text"], payload["text"]) == ("o3", "the answer", "the answer")
    assert place == {"project_id": project.id, "trace_id": trace_id}
    for answer in found:
        assert [secret for secret in SECRETS if secret in answer.text] == []
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("model", SHOWN)
def test_every_field_was_decided_on_to_be_shown_or_not(model: type[BaseModel]) -> None:
    shown, left_out = SHOWN[model]
    assert set(model.model_fields) == {*shown.split(), *left_out}


def test_missing_private_closed_deleted_and_foreign_are_one_answer(
    running: RunningApp, client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    paths = reads(project.id, trace_id)
    private = answers(anonymous, paths)
    assert len(private) == 1
    ((status, words),) = private
    assert status == 404
    assert trace_id not in words
    share(client, project, "trace", trace_id).raise_for_status()
    assert answers(anonymous, reads(create_project(running).id, trace_id)[:6]) == private
    assert answers(anonymous, reads("no-project", trace_id)[:6]) == private
    assert answers(anonymous, reads(project.id, "no-trace")) == private
    assert {status for status, _ in answers(anonymous, paths)} == {200}
    share(client, project, "trace", trace_id, on=False).raise_for_status()
    assert answers(anonymous, paths) == private
    share(client, project, "trace", trace_id).raise_for_status()
    deleted = client.post(f"/api/v1/projects/{project.id}/traces/delete", json={"trace_ids": [trace_id]})
    assert deleted.status_code == 200
    assert answers(anonymous, paths) == private


def test_links_into_a_deleted_project_are_dead(
    running: RunningApp, client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    share(client, project, "trace", trace_id).raise_for_status()
    share(client, project, "session", "secret-session").raise_for_status()
    paths = [*reads(project.id, trace_id), f"/api/v1/public/projects/{project.id}/sessions/secret-session"]
    assert {status for status, _ in answers(anonymous, paths)} == {200}
    accounts: Accounts = running.app.state.accounts
    with accounts.database.session() as session:
        session.get_one(ProjectRow, project.id).deleted_at = accounts.clock()
    assert {status for status, _ in answers(anonymous, paths)} == {404}


def test_strangers_write_nothing_and_leave_the_shared_trace(
    client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    share(client, project, "trace", trace_id).raise_for_status()
    base = f"/api/v1/public/projects/{project.id}/traces/{trace_id}"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert anonymous.request(method, base, json={"public": False}).status_code == 405
    assert share(anonymous, project, "trace", trace_id, on=False).status_code == 401
    assert anonymous.patch(f"/api/v1/projects/{project.id}/traces/{trace_id}", json={"public": False}).status_code == 401
    for path in ("/observations/other-root", "/observations/other-root/input", "/sessions", "/comments", "/../../traces"):
        assert anonymous.get(base + path).status_code in {401, 404}
    assert anonymous.get(f"/api/v1/projects/{project.id}/traces/{trace_id}").status_code == 401
    assert anonymous.get(f"/api/v1/projects/{project.id}/comments?object_type=TRACE&object_id={trace_id}").status_code == 401


@pytest.mark.parametrize("asked", ["user_id:ada@example.com", "session_id:*", "scores.correct:1", "-has:prompt_name"])
def test_the_search_of_strangers_takes_words_and_no_filter(
    client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str, asked: str
) -> None:
    share(client, project, "trace", trace_id).raise_for_status()
    path = f"/api/v1/public/projects/{project.id}/traces/{trace_id}/search"
    assert anonymous.get(path, params={"words": asked, "filter": asked}).json() == {"data": []}


def test_the_same_id_in_two_projects_stays_apart_and_the_first_answers_a_link_without_a_project(
    running: RunningApp, client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    other = create_project(running)
    early = {"start_time": NOW - timedelta(days=300), "created_at": NOW + timedelta(hours=1), "public": True}
    insert(running.engines.analytics, "observations", [observation(other.id, trace_id, "step", output="fake", **early)])
    assert anonymous.get(f"/api/v1/public/traces/{trace_id}").json()["project_id"] == other.id
    share(client, project, "trace", trace_id).raise_for_status()
    assert anonymous.get(f"/api/v1/public/traces/{trace_id}").json()["project_id"] == project.id
    assert anonymous.get(reads(project.id, trace_id)[5]).json()["text"] == "the answer"


def test_what_sdks_mark_as_public_has_a_working_link(
    client: httpx2.Client, anonymous: httpx2.Client, project: TestProject
) -> None:
    by_batch, by_span = os.urandom(16).hex(), os.urandom(16).hex()
    body = {"id": by_batch, "name": "told", "public": True, "timestamp": at()}
    client.post("/api/public/ingestion", json={"batch": [event("trace-create", body)]}).raise_for_status()
    request = OtlpRequest()
    request.span("root", trace_id=by_span, langfuse__trace__public=True)
    headers = {"Content-Type": "application/x-protobuf"}
    content = request.message.SerializeToString()
    client.post("/api/public/otel/v1/traces", content=content, headers=headers).raise_for_status()
    for trace in (by_batch, by_span):
        path = f"/api/v1/public/projects/{project.id}/traces/{trace}"
        assert eventually(lambda path=path: anonymous.get(path).status_code == 200)


def test_what_a_person_closed_stays_closed_whatever_the_application_still_sends(
    client: httpx2.Client, anonymous: httpx2.Client, project: TestProject
) -> None:
    trace = os.urandom(16).hex()
    path = f"/api/v1/public/projects/{project.id}/traces/{trace}"

    def send(name: str) -> None:
        body = {"id": trace, "name": name, "public": True, "timestamp": at()}
        client.post("/api/public/ingestion", json={"batch": [event("trace-create", body)]}).raise_for_status()

    send("first")
    assert eventually(lambda: anonymous.get(path).status_code == 200)
    share(client, project, "trace", trace, on=False).raise_for_status()
    assert anonymous.get(path).status_code == 404
    send("second")
    own = f"/api/v1/projects/{project.id}/traces/{trace}"
    assert eventually(lambda: client.get(own).json()["name"] == "second")
    assert anonymous.get(path).status_code == 404
    assert client.patch(own, json={"public": True}).status_code == 200
    assert anonymous.get(path).status_code == 200


def test_who_may_read_only_sees_the_state_and_switches_nothing(
    running: RunningApp, client: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    with sign_in_member(running, project, Role.VIEWER) as viewer:
        query = {"object_type": "trace", "object_id": trace_id}
        state = viewer.get(f"/api/v1/projects/{project.id}/sharing", params=query).raise_for_status().json()
        assert state["is_shared"] is False
        assert share(viewer, project, "trace", trace_id).status_code == 403
        assert share(viewer, project, "session", "secret-session").status_code == 403
    with sign_in_member(running, project, Role.MEMBER) as member:
        headers = {"X-Lumetra-CSRF": ""}
        del member.headers["X-Lumetra-CSRF"]
        assert headers and share(member, project, "trace", trace_id).status_code == 403
    assert share(client, project, "trace", "no-trace").status_code == 404
    assert share(client, project, "session", "no-session").status_code == 404


def test_switching_is_in_the_audit_log_once(
    running: RunningApp, client: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    for on in (True, True, False):
        share(client, project, "trace", trace_id, on).raise_for_status()
    with sign_in_member(running, project, Role.OWNER) as owner:
        entries = owner.get(f"/api/v1/projects/{project.id}/audit-log").raise_for_status().json()["data"]
    ours = [(entry["action"], entry["object_id"]) for entry in entries if entry["object_type"] == "trace"]
    assert ours == [("unshare", trace_id), ("share", trace_id)]


def test_a_shared_session_shows_the_conversation_and_opens_no_trace(
    client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    path = f"/api/v1/public/projects/{project.id}/sessions/secret-session"
    assert anonymous.get(path).status_code == 404
    share(client, project, "session", "secret-session").raise_for_status()
    found = anonymous.get(path)
    body = found.json()
    assert [turn["input"]["text"] for turn in body["turns"]] == ['{"q": "long words"}', "a private turn"]
    assert [turn["public"] for turn in body["turns"]] == [False, False]
    body.pop("id")  # the name of the session itself, which the link says already
    assert [secret for secret in SECRETS if secret in json.dumps(body)] == []
    assert {status for status, _ in answers(anonymous, reads(project.id, trace_id))} == {404}
    share(client, project, "trace", trace_id).raise_for_status()
    assert [turn["public"] for turn in anonymous.get(path).json()["turns"]] == [True, False]
    share(client, project, "session", "secret-session", on=False).raise_for_status()
    assert anonymous.get(path).status_code == 404


def test_media_are_given_out_with_the_trace_they_belong_to_and_no_other(
    running: RunningApp, client: httpx2.Client, anonymous: httpx2.Client, project: TestProject, trace_id: str
) -> None:
    def upload(data: bytes, trace: str) -> str:
        sha256 = base64.b64encode(hashlib.sha256(data).digest()).decode()
        body = {"contentType": "image/png", "contentLength": len(data), "sha256Hash": sha256, "field": "input", "traceId": trace}
        media = client.post("/api/public/media", json=body).raise_for_status().json()
        anonymous.put(media["uploadUrl"], content=data).raise_for_status()
        return media["mediaId"]

    own, foreign = upload(b"ours", trace_id), upload(b"theirs", f"{trace_id}-2")

    def read(media_id: str, **query: str) -> httpx2.Response:
        return anonymous.get(f"/api/v1/public/projects/{project.id}/media/{media_id}/content", params=query)

    assert read(own, trace_id=trace_id).status_code == 404
    share(client, project, "trace", trace_id).raise_for_status()
    shown = read(own, trace_id=trace_id)
    assert (shown.content, shown.headers["cache-control"]) == (b"ours", "no-store")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert read(foreign, trace_id=trace_id).status_code == 404
    assert read(foreign, trace_id=f"{trace_id}-2").status_code == 404
    assert read(foreign, trace_id=f"{trace_id}-2", session_id="secret-session").status_code == 404
    share(client, project, "session", "secret-session").raise_for_status()
    assert read(foreign, trace_id=f"{trace_id}-2", session_id="secret-session").content == b"theirs"
    assert read(own, trace_id=trace_id, session_id="another").status_code == 404
    share(client, project, "trace", trace_id, on=False).raise_for_status()
    assert read(own, trace_id=trace_id).status_code == 404
