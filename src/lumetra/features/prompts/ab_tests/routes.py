"""`/api/v1` of A/B tests on labels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.engines.analytics import Analytics
from lumetra.features.prompts.ab_tests import change_test
from lumetra.features.prompts.ab_tests.choose_ranges import choose_ranges, read_usual
from lumetra.features.prompts.ab_tests.compare_arms import compare_arms
from lumetra.features.prompts.ab_tests.read_arms import read_arms
from lumetra.features.prompts.ab_tests.shapes import AbTestDetail, AbTestIn, AbTestOut, AbTests, ArmIn, WeightsIn
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import names_of, prompt_by_id
from lumetra.features.prompts.tables import PromptAbTest
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE
METHOD: Final = (
    "Confidence sequences, valid at any time. Error rate and scores with a known scale: Robbins' beta-binomial mixture "
    "(Howard, Ramdas, McAuliffe, Sekhon 2021). Latency and cost: mean of the values clipped to the test's range, empirical-Bernstein "
    "sequence with gamma-exponential mixture (same paper), for values of any shape. Scores without a known scale: asymptotic "
    "normal-mixture sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2024), shown from 200 values, only nearly exact for "
    "skewed values. Differences share alpha between both arms."
)


def add_ab_tests(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
    """Tests and what they say so far."""

    @router.get("/prompts/{prompt_id}/ab-tests")
    def list_all(prompt_id: str, access: Access = requires(READ)) -> AbTests:
        prompts.store_exposures()
        with prompts.database.reading() as session:
            rows = change_test.list_tests(session, access.project_id, prompt_by_id(session, access.project_id, prompt_id))
            return AbTests(data=[_shown(session, row) for row in rows])

    @router.get("/prompt-ab-tests/{test_id}")
    def read(test_id: str, access: Access = requires(READ)) -> AbTestDetail:
        prompts.store_exposures()
        with prompts.database.reading() as session:
            row = change_test.get_test(session, access.project_id, test_id)
            shown = _shown(session, row)
            names = names_of(session, prompt_by_id(session, access.project_id, row.prompt_id))
        versions = [arm.version for arm in shown.arms]
        numbers = read_arms(analytics, access.project_id, names, versions, row.ranges, row.started_at, row.decided_at)
        results = compare_arms(versions, numbers, shown.goal, row.alpha)
        return AbTestDetail(test=shown, results=results, method=METHOD)


def add_ab_changes(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
    """Starting, weighing, stopping and promoting."""

    def change(access: Access, test_id: str, act: Callable[[Session, PromptAbTest, datetime], PromptAbTest]) -> AbTestOut:
        def run(session: Session, now: datetime) -> AbTestOut:
            return _shown(session, act(session, change_test.get_test(session, access.project_id, test_id), now))

        return prompts.writer.write(access.project_id, run)

    @router.post("/prompts/{prompt_id}/ab-tests", status_code=201)
    def start(prompt_id: str, body: AbTestIn, access: Access = requires(WRITE)) -> AbTestOut:
        with prompts.database.reading() as session:
            names = names_of(session, prompt_by_id(session, access.project_id, prompt_id))
        usual = read_usual(analytics, access.project_id, names, prompts.clock())
        new = change_test.NewAbTest(
            label=body.label,
            arms=body.arms,
            goal=body.goal,
            guard_rails=body.guard_rails,
            alpha=body.alpha,
            ranges=choose_ranges(usual, {metric: (r.low, r.high) for metric, r in body.ranges.items()}, body.guard_rails),
        )

        def run(session: Session, now: datetime) -> AbTestOut:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            return _shown(session, change_test.start_test(session, access.project_id, name, new, actor_of(access), now))

        return prompts.writer.write(access.project_id, run)

    @router.put("/prompt-ab-tests/{test_id}/weights")
    def weigh(test_id: str, body: WeightsIn, access: Access = requires(WRITE)) -> AbTestOut:
        return change(access, test_id, lambda s, t, now: change_test.change_weights(s, t, body.weights, actor_of(access), now))

    @router.post("/prompt-ab-tests/{test_id}/stop-arm")
    def stop_arm(test_id: str, body: ArmIn, access: Access = requires(WRITE)) -> AbTestOut:
        reason = f"stopped by {actor_of(access).name}"
        return change(access, test_id, lambda s, t, now: change_test.stop_arm(s, t, body.version, reason, actor_of(access), now))

    @router.post("/prompt-ab-tests/{test_id}/promote")
    def promote(test_id: str, body: ArmIn, access: Access = requires(WRITE)) -> AbTestOut:
        return change(access, test_id, lambda s, t, now: change_test.promote(s, t, body.version, actor_of(access), now))

    @router.post("/prompt-ab-tests/{test_id}/stop")
    def stop(test_id: str, access: Access = requires(WRITE)) -> AbTestOut:
        return change(access, test_id, lambda s, t, now: change_test.stop_test(s, t, actor_of(access), now))


def _shown(session: Session, row: PromptAbTest) -> AbTestOut:
    return AbTestOut.of(row, change_test.exposures_of(session, row.id))
