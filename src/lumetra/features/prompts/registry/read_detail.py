"""A prompt as its page shows it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.prompts.labels.label_rules import list_rules
from lumetra.features.prompts.labels.shapes import RuleOut
from lumetra.features.prompts.read_versions import names_of, versions_of
from lumetra.features.prompts.registry.comments import count_comments
from lumetra.features.prompts.registry.delete_versions import dependents
from lumetra.features.prompts.registry.shapes import Dependent, PromptDetail, VersionLine
from lumetra.features.prompts.tables import Prompt, PromptAbTest


def read_detail(session: Session, prompt: Prompt) -> PromptDetail:
    """The prompt with its versions, newest first, the rules of the project's labels, and who refers to it."""
    versions = versions_of(session, prompt)
    comments = count_comments(session, prompt.id)
    tests = sa.select(PromptAbTest).where(PromptAbTest.prompt_id == prompt.id, PromptAbTest.status == "running")
    return PromptDetail(
        id=prompt.id,
        name=prompt.name,
        type=versions[0].type,
        tags=versions[0].tags,
        labels={label: v.version for v in versions for label in v.labels},
        created_at=prompt.created_at,
        updated_at=prompt.updated_at,
        former_names=names_of(session, prompt)[1:],
        versions=[
            VersionLine(
                version=v.version,
                labels=v.labels,
                commit_message=v.commit_message,
                created_by=v.created_by,
                created_at=v.created_at,
                comments=comments.get(v.version, 0),
            )
            for v in versions
        ],
        dependents=[Dependent(name=name, version=version) for name, version in dependents(session, prompt)],
        rules=[RuleOut.of(rule) for rule in list_rules(session, prompt.project_id)],
        running_tests={test.label: test.id for test in session.scalars(tests)},
    )
