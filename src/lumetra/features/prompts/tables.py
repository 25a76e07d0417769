"""Tables of the prompt registry. A version never changes; labels, tags, comments and reviews stand beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class Prompt(Base):
    """A name and what all its versions share. The row is what two writers of one prompt serialize on."""

    __tablename__ = "prompts"
    __table_args__ = (sa.UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    type: Mapped[str]
    last_version: Mapped[int]
    """The highest number ever given: numbers of deleted versions are not given again."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PromptVersionRow(Base):
    """One immutable version. `updated_at` moves when its labels or tags do."""

    __tablename__ = "prompt_versions"
    __table_args__ = (sa.UniqueConstraint("prompt_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"))
    version: Mapped[int]
    content: Mapped[Any] = mapped_column(sa.JSON)
    config: Mapped[Any] = mapped_column(sa.JSON)
    search_text: Mapped[str]
    """The content's texts in lower case, for search."""
    commit_message: Mapped[str | None]
    created_by: Mapped[str]
    """A user id, or `API` for a key, as the wire API says it."""
    created_by_key_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PromptLabel(Base):
    """Where a label points. One row per prompt and label, so a move is one update and never seen half done."""

    __tablename__ = "prompt_labels"

    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]


class PromptTag(Base):
    """Tags belong to the name: all versions of a prompt share them."""

    __tablename__ = "prompt_tags"

    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)


class PromptReference(Base):
    """A composition tag inside a version: what it needs, so that nobody deletes it."""

    __tablename__ = "prompt_references"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("prompt_versions.id", ondelete="CASCADE"), index=True)
    child_name: Mapped[str]
    child_version: Mapped[int | None]
    child_label: Mapped[str | None]


class PromptRedirect(Base):
    """A former name: reads and writes under it reach the renamed prompt."""

    __tablename__ = "prompt_redirects"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    old_name: Mapped[str] = mapped_column(primary_key=True)
    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]


class PromptComment(Base):
    """A remark on a version, or on one line of its content or config."""

    __tablename__ = "prompt_comments"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    part: Mapped[str]
    """`prompt`, `config` or empty for the version as a whole."""
    message_index: Mapped[int | None]
    line: Mapped[int | None]
    body: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class PromptLabelRule(Base):
    """What a label asks before it moves. No row: it moves freely."""

    __tablename__ = "prompt_label_rules"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    approvals: Mapped[int]
    """How many people must approve; 0 means the label is protected: only those in `movers` may move it, at once."""
    approvers: Mapped[list[Any]]
    """User ids that may approve (or move, when approvals is 0); empty: everybody with the permission to approve."""
    updated_by: Mapped[str]
    updated_at: Mapped[datetime]


class PromptProposal(Base):
    """A label move that waits for approval, or did."""

    __tablename__ = "prompt_proposals"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    from_version: Mapped[int | None]
    to_version: Mapped[int]
    status: Mapped[str]
    note: Mapped[str]
    proposed_by: Mapped[str]
    apply_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class PromptReview(Base):
    """One person's word on a proposal."""

    __tablename__ = "prompt_reviews"

    proposal_id: Mapped[str] = mapped_column(sa.ForeignKey("prompt_proposals.id", ondelete="CASCADE"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime]


class PromptHistory(Base):
    """The audit trail: one row for each thing done to a prompt, kept when the prompt is gone."""

    __tablename__ = "prompt_history"
    __table_args__ = (sa.Index("ix_prompt_history_prompt", "project_id", "prompt_name", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    prompt_id: Mapped[str]
    prompt_name: Mapped[str]
    action: Mapped[str]
    label: Mapped[str]
    from_version: Mapped[int | None]
    to_version: Mapped[int | None]
    proposal_id: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]


class PromptAbTest(Base):
    """Several versions behind one label, with weights. At most one is running per prompt and label."""

    __tablename__ = "prompt_ab_tests"
    __table_args__ = (
        sa.Index(
            "uq_prompt_ab_tests_running",
            "prompt_id",
            "label",
            unique=True,
            sqlite_where=sa.text("status = 'running'"),
            postgresql_where=sa.text("status = 'running'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    prompt_id: Mapped[str] = mapped_column(sa.ForeignKey("prompts.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    status: Mapped[str]
    arms: Mapped[list[Any]]
    """`[{version, weight, stopped_because}]`; the first is the control."""
    goal: Mapped[dict[str, Any]]
    guard_rails: Mapped[list[Any]]
    alpha: Mapped[float]
    ranges: Mapped[dict[str, Any]]
    """`{metric: [low, high]}`: in which each metric is counted, chosen before the test began. Empty for tests from before this existed."""
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str]


class PromptAbExposure(Base):
    """How often the server handed out each arm, by hour."""

    __tablename__ = "prompt_ab_exposures"

    test_id: Mapped[str] = mapped_column(sa.ForeignKey("prompt_ab_tests.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    fetches: Mapped[int]
    keyed_fetches: Mapped[int]
