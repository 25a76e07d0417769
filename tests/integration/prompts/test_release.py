"""The release flow: rules, proposals, approvals, roll-back; and that it binds every way to move a label."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from lumetra.domain.access import Role
from lumetra.features.prompts.jobs import apply_scheduled
from lumetra.features.prompts.open_prompts import open_prompts
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


class Team:
    """An author, two reviewers, an admin, and a key; two versions of one prompt of which version 1 is in production."""

    def __init__(self, running: RunningApp, project: TestProject, key: httpx2.Client) -> None:
        self.base = f"/api/v1/projects/{project.id}"
        self.key = key
        self.author = sign_in_member(running, project, Role.MEMBER)
        self.first = sign_in_member(running, project, Role.MEMBER)
        self.second = sign_in_member(running, project, Role.MEMBER)
        self.admin = sign_in_member(running, project, Role.ADMIN)
        self.create("one", labels=["production"])
        self.prompt_id = self.create("two")["prompt_id"]

    def create(self, text: str, **more: Any) -> dict[str, Any]:
        made = self.author.post(f"{self.base}/prompts", json={"name": "p", "prompt": text, **more})
        assert made.status_code == 201, made.text
        return made.json()

    def rule(self, approvals: int, approvers: list[str] | None = None) -> None:
        body = {"approvals": approvals, "approvers": approvers or []}
        assert self.admin.put(f"{self.base}/prompt-label-rules/production", json=body).status_code == 200

    def propose(self, version: int = 2, **more: Any) -> str:
        answer = self.author.post(
            f"{self.base}/prompts/{self.prompt_id}/proposals", json={"label": "production", "to_version": version, **more}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def act(self, who: httpx2.Client, proposal: str, verb: str, **body: Any) -> httpx2.Response:
        return who.post(f"{self.base}/prompt-proposals/{proposal}/{verb}", json=body)

    def served(self) -> int:
        return self.key.get("/api/public/v2/prompts/p").json()["version"]


@pytest.fixture
def team(running: RunningApp, project: TestProject, client: httpx2.Client) -> Generator[Team]:
    team = Team(running, project, client)
    yield team
    for person in (team.author, team.first, team.second, team.admin):
        person.close()


def test_two_approvals_then_apply_then_roll_back(team: Team) -> None:
    team.rule(2)
    proposal = team.propose(note="better")
    assert team.act(team.author, proposal, "approve").status_code == 403
    assert team.act(team.first, proposal, "approve").json()["status"] == "open"
    assert team.act(team.first, proposal, "approve").json()["status"] == "open"  # the same person twice is one approval
    assert team.act(team.author, proposal, "apply").status_code == 403
    assert team.act(team.second, proposal, "approve").json()["status"] == "approved"
    assert team.served() == 1
    assert team.act(team.author, proposal, "apply").json()["status"] == "applied"
    assert team.served() == 2
    back = f"{team.base}/prompts/{team.prompt_id}/labels/production/roll-back"
    assert team.first.post(back).json() == {"label": "production", "version": 1}
    assert team.served() == 1
    assert team.first.get(f"{team.base}/prompt-proposals/{proposal}").json()["proposal"]["status"] == "rolled_back"
    trail = team.first.get(f"{team.base}/prompts/{team.prompt_id}/history").json()["data"]
    assert [h["action"] for h in trail][:6] == ["rolled_back", "label_moved", "approved", "approved", "approved", "review_asked"]


def test_a_proposal_shows_its_difference_and_who_may_decide(team: Team) -> None:
    team.rule(1)
    proposal = team.propose()
    seen = team.first.get(f"{team.base}/prompt-proposals/{proposal}").json()
    assert [line["kind"] for line in seen["diff"]["prompt"]] == ["removed", "added"]
    assert seen["may_approve"] and seen["approvals_needed"] == 1 and seen["approvals_given"] == 0
    assert not team.author.get(f"{team.base}/prompt-proposals/{proposal}").json()["may_approve"]


def test_a_refusal_needs_a_reason_and_ends_the_proposal(team: Team) -> None:
    team.rule(1)
    proposal = team.propose()
    assert team.act(team.first, proposal, "refuse", reason="").status_code == 400
    assert team.act(team.first, proposal, "refuse", reason="Too rude").json()["status"] == "refused"
    again = team.act(team.second, proposal, "approve")
    assert again.status_code == 409 and "already refused" in again.json()["error"]["message"]
    assert team.act(team.author, proposal, "apply").status_code == 409


def test_only_named_approvers_count_and_keys_never_do(team: Team) -> None:
    team.rule(1, [team.second.headers["X-Test-User"]])
    proposal = team.propose()
    assert team.act(team.first, proposal, "approve").status_code == 403
    assert team.act(team.key, proposal, "approve").status_code == 403
    assert team.act(team.second, proposal, "approve").json()["status"] == "approved"


def test_a_reviewed_label_cannot_be_moved_around_the_review(team: Team) -> None:
    team.rule(1)
    wire = "/api/public/v2/prompts"
    patch = team.key.patch(f"{wire}/p/versions/2", json={"newLabels": ["production"]})
    assert patch.status_code == 403 and "needs one approval before it moves" in patch.json()["message"]
    created = team.key.post(wire, json={"name": "p", "prompt": "three", "labels": ["production"]})
    assert created.status_code == 403
    assert team.key.post("/api/public/prompts", json={"name": "p", "prompt": "x", "isActive": True}).status_code == 403
    assert team.key.delete(f"{wire}/p", params={"version": 1}).status_code == 403
    assert team.key.delete(f"{wire}/p").status_code == 403
    put = team.admin.put(f"{team.base}/prompts/{team.prompt_id}/versions/2/labels", json={"labels": ["production"]})
    assert put.status_code == 403
    arms = [{"version": 1, "weight": 1}, {"version": 2, "weight": 1}]
    test = team.admin.post(f"{team.base}/prompts/{team.prompt_id}/ab-tests", json={"label": "production", "arms": arms})
    assert test.status_code == 403
    assert team.served() == 1
    assert team.key.patch(f"{wire}/p/versions/2", json={"newLabels": ["staging"]}).status_code == 200
    assert team.key.patch(f"{wire}/p/versions/1", json={"newLabels": ["production"]}).status_code == 200  # it is there already


def test_a_protected_label_moves_only_by_those_its_rule_names(team: Team) -> None:
    team.rule(0)
    put = f"{team.base}/prompts/{team.prompt_id}/versions/2/labels"
    refused = team.first.put(put, json={"labels": ["production"]})
    assert refused.status_code == 403 and refused.json()["error"]["code"] == "label_protected"
    assert team.admin.put(put, json={"labels": ["production"]}).status_code == 200
    team.rule(0, [team.first.headers["X-Test-User"]])
    assert team.admin.post(f"{team.base}/prompts/{team.prompt_id}/labels/production/roll-back").status_code == 403
    assert team.first.post(f"{team.base}/prompts/{team.prompt_id}/labels/production/roll-back").status_code == 200


def test_an_approved_move_is_carried_out_at_its_time(team: Team, running: RunningApp) -> None:
    team.rule(1)
    later = datetime.now(UTC) + timedelta(hours=1)
    proposal = team.propose(apply_at=later.isoformat())
    team.act(team.first, proposal, "approve")
    engines = running.engines
    assert apply_scheduled(running.app.state.prompts) == 0 and team.served() == 1
    tomorrow = open_prompts(engines.database, engines.coordination.live_events, clock=lambda: later + timedelta(minutes=1))
    assert apply_scheduled(tomorrow) == 1
    assert team.served() == 2  # the other registry's change reached this one as a live event
    tomorrow.close()


def test_without_a_rule_there_is_nothing_to_propose(team: Team) -> None:
    answer = team.author.post(f"{team.base}/prompts/{team.prompt_id}/proposals", json={"label": "production", "to_version": 2})
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "no_review_needed"


def test_rules_are_set_by_admins_only_and_must_be_possible(team: Team) -> None:
    path = f"{team.base}/prompt-label-rules"
    assert team.first.put(f"{path}/production", json={"approvals": 1}).status_code == 403
    assert team.admin.put(f"{path}/latest", json={"approvals": 1}).status_code == 400
    assert team.admin.put(f"{path}/production", json={"approvals": 2, "approvers": ["x"]}).status_code == 400
    team.rule(1)
    assert [rule["label"] for rule in team.first.get(path).json()["data"]] == ["production"]
    assert team.admin.delete(f"{path}/production").status_code == 204
    assert team.key.patch("/api/public/v2/prompts/p/versions/2", json={"newLabels": ["production"]}).status_code == 200


def test_viewers_read_and_change_nothing(team: Team, running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.VIEWER) as viewer:
        assert viewer.get(f"{team.base}/prompts/{team.prompt_id}").status_code == 200
        assert viewer.post(f"{team.base}/prompts", json={"name": "x", "prompt": "y"}).status_code == 403
