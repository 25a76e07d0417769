"""Scores that people give: made, changed, held against their config."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from lumetra.domain.access import Access
from lumetra.domain.errors import Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.observation import Score, ScoreDataType
from lumetra.domain.score_body import ScoreBody, metadata_texts, read_score
from lumetra.engines.analytics import Row
from lumetra.engines.database import Database
from lumetra.features.scores.config_rules import Config, apply_config
from lumetra.features.scores.configs import as_rule, get_config
from lumetra.features.scores.read_scores import BEGINNING


class NewScore(BaseModel):
    """A person's judgement. With `config_id` the config decides name and type; the target is a trace (and observation) or a session."""

    trace_id: str = ""
    observation_id: str = ""
    session_id: str = ""
    config_id: str = ""
    queue_id: str = Field("", description="The annotation queue in whose course it was given.")
    name: str = ""
    data_type: ScoreDataType | None = None
    value: float | str | bool
    comment: str = ""
    metadata: dict[str, Any] | None = None
    environment: str = "default"


def rule_of(database: Database, project_id: str, config_id: str) -> Config | None:
    """The config of that id as a rule; None for no id. Raises NotFound."""
    if not config_id:
        return None
    with database.reading() as session:
        return as_rule(get_config(session, project_id, config_id))


def new_score(body: NewScore, config: Config | None, access: Access, now_us: int) -> Score:
    """The score that a person asks for. Raises Refusal when it is no valid one or does not fit its config."""
    wanted = ScoreBody(
        name=config.name if config else body.name,
        value=body.value,
        trace_id=body.trace_id,
        observation_id=body.observation_id,
        session_id=body.session_id,
        data_type=config.data_type if config else body.data_type,  # pyright: ignore[reportArgumentType]  (configs hold no other types)
        comment=body.comment,
        config_id=body.config_id,
        queue_id=body.queue_id,
        environment=body.environment,
    )
    read = read_score(wanted, new_id=new_id(), timestamp_us=now_us)
    if not isinstance(read, Score):
        raise Refusal("This is no valid score: " + "; ".join(f"{'.'.join(i.path)} {i.message}".strip() for i in read))
    read.source = "ANNOTATION"
    read.author_user_id = access.user_id
    read.metadata = metadata_texts(body.metadata)
    _fit(read, config)
    return read


def set_value(score: Score, value: float | str | bool, config: Config | None) -> None:
    """Give a score another value of its type. Raises Refusal as `new_score` does."""
    again = ScoreBody(name=score.name, value=value, trace_id="t", data_type=score.data_type)
    read = read_score(again, new_id=score.id, timestamp_us=0)
    if not isinstance(read, Score):
        raise Refusal("This is no valid value: " + "; ".join(issue.message for issue in read))
    score.value, score.string_value = read.value, read.string_value
    _fit(score, config)


def _fit(score: Score, config: Config | None) -> None:
    reason = apply_config(score, config) if config else ""
    if reason:
        raise Refusal(f"The score does not fit its config: {reason}", code="score_does_not_fit")


def stored_score(row: Row) -> Score:
    """A row as the record that was stored, to be changed and written again."""
    same = (
        "id", "name", "data_type", "value", "string_value", "trace_id", "observation_id", "session_id", "experiment_id", "source",
        "comment", "metadata", "config_id", "queue_id", "author_user_id", "environment", "execution_trace_id", "evaluator_id", "rule_id",
    )  # fmt: skip
    return Score(timestamp_us=(row["timestamp"] - BEGINNING) // datetime.resolution, **{name: row[name] for name in same})
