"""Everything about evaluation in one process: what routes, jobs and other features share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.errors import Refusal
from lumetra.domain.evaluation import AddToAnnotationQueue, Target
from lumetra.domain.observation import Observation
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.engines.jobs import Jobs
from lumetra.engines.outbound import AllowedHosts
from lumetra.engines.sandbox import Sandbox
from lumetra.features.evaluation.content import ModelChoice
from lumetra.features.evaluation.executions.give_way import GiveWay
from lumetra.features.evaluation.executions.queue_executions import ExecutionQueue
from lumetra.features.evaluation.executions.run_evaluator import Evaluators
from lumetra.features.evaluation.executions.work_off import Worker, Write
from lumetra.features.evaluation.jobs import Waker, register_jobs
from lumetra.features.evaluation.judges.judge import Courtroom, OpenConnection
from lumetra.features.evaluation.rules.apply_rule import ApplyRules
from lumetra.features.evaluation.rules.backfill import Backfiller
from lumetra.features.evaluation.rules.estimate_cost import CostEstimator
from lumetra.features.evaluation.rules.match_targets import Link
from lumetra.features.evaluation.rules.run_over_rows import ReadFilter, RowsRunner
from lumetra.features.evaluation.rules.watch_stored import StoredWatch
from lumetra.features.evaluation.rules.why_not import WhyNot
from lumetra.features.evaluation.subjects.subject import FindItem, read_subject
from lumetra.features.evaluation.tables import EvaluationSettingsRow, EvaluatorRow
from lumetra.features.evaluation.write_evaluators import pause_users_of
from lumetra.llm.pace import Pacer


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What evaluation takes from the rest. `may_run` and `may_backfill` say no while ingestion is behind; `oldest_waiting_seconds` is
    how long its oldest event waits to be stored; `log_days` is how long executions that ended stay in the log."""

    database: Database
    analytics: Analytics
    jobs: Jobs
    sandbox: Sandbox
    open_connection: OpenConnection
    allowed: AllowedHosts
    pacer: Pacer
    price: Callable[[str, Observation], Decimal | None]
    write: Write
    find_item: FindItem
    links_of: Callable[[str, Sequence[str]], Sequence[Link]]
    read_filter: ReadFilter
    may_run: Callable[[], bool]
    may_backfill: Callable[[], bool]
    oldest_waiting_seconds: Callable[[], float]
    log_days: int
    clock: Clock = utc_now


@dataclass
class Evaluation:
    """`evaluate` and `connection_gone` are what other features call; `add_to_queue` is set once there are annotation queues."""

    needs: Needs
    queue: ExecutionQueue
    evaluators: Evaluators
    worker: Worker
    waker: Waker
    apply: ApplyRules
    watch: StoredWatch
    backfiller: Backfiller
    runner: RowsRunner
    why_not: WhyNot
    slots: Slots = field(repr=False)

    def evaluate(self, project_id: str, evaluator_version_ids: Sequence[str], targets: Sequence[Target]) -> int:
        """See domain.evaluation.Evaluate."""
        return self.queue.evaluate(project_id, evaluator_version_ids, targets)

    def connection_gone(self, session: Session, project_id: str, provider: str) -> None:
        """Told in the transaction that deletes a connection: the judges that need it pause."""
        pause_users_of(session, project_id, provider, self.needs.clock())

    def set_annotation_queues(self, add: AddToAnnotationQueue) -> None:
        """From now on rules can put what they match into annotation queues."""
        self.slots.add_to_queue = add


@dataclass
class Slots:
    """What is connected after evaluation was opened."""

    add_to_queue: AddToAnnotationQueue | None = None


def open_evaluation(needs: Needs) -> Evaluation:
    """Wire the parts together and make the jobs known. Nothing runs before the jobs and the watch are started."""
    database, analytics, clock = needs.database, needs.analytics, needs.clock
    slots = Slots()
    waker = Waker(needs.jobs, clock)
    queue = ExecutionQueue(database, clock, waker.wake)
    read = partial(read_subject, analytics, needs.find_item)
    default = partial(default_model, database)
    courtroom = Courtroom(needs.open_connection, needs.allowed, needs.pacer, needs.price, default)
    evaluators = Evaluators(read, courtroom, needs.sandbox)
    worker = Worker(database, evaluators, needs.write, GiveWay(needs.oldest_waiting_seconds), clock)
    apply = ApplyRules(database, analytics, queue, clock, lambda: slots.add_to_queue, needs.links_of)
    estimator = CostEstimator(database, read, needs.price, default)
    backfiller = Backfiller(database, analytics, apply, estimator, needs.may_backfill, clock)
    runner = RowsRunner(database, analytics, queue, estimator, needs.read_filter, needs.may_backfill, clock)

    def can_open(project_id: str, row: EvaluatorRow) -> bool:
        choice = None if row.provider else default(project_id)
        provider = row.provider or (choice.provider if choice else "")
        try:
            needs.open_connection(project_id, provider)
        except Refusal:
            return False
        return True

    register_jobs(needs.jobs, database, worker, backfiller, runner, needs.may_run, can_open, clock, needs.log_days)
    watch = StoredWatch(database, analytics, apply, needs.may_run, clock)
    why_not = WhyNot(database, analytics, clock)
    return Evaluation(needs, queue, evaluators, worker, waker, apply, watch, backfiller, runner, why_not, slots)


def default_model(database: Database, project_id: str) -> ModelChoice | None:
    """The project's judge, None when none was chosen."""
    with database.reading() as session:
        row = session.get(EvaluationSettingsRow, project_id)
        return None if row is None or not row.model else ModelChoice(provider=row.provider, model=row.model)
