"""What `/api/v1` takes and gives for prompts, their versions, names and folders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from lumetra.domain.prompt import PromptType, PromptVersion
from lumetra.features.prompts.composition.analyse import Analysis, Comparison
from lumetra.features.prompts.labels.shapes import RuleOut
from lumetra.features.prompts.registry.list_prompts import PromptSummary


class VersionOut(BaseModel):
    """A version. `created_by` is a user id or `API`."""

    id: str
    prompt_id: str
    name: str
    version: int
    type: PromptType
    prompt: Any
    config: Any
    labels: list[str]
    tags: list[str]
    commit_message: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, v: PromptVersion) -> VersionOut:
        """From the domain's form."""
        return cls.model_validate(v, from_attributes=True)


class VersionDetail(BaseModel):
    """A version with what the editor marks in it."""

    version: VersionOut
    analysis: Analysis


class VersionLine(BaseModel):
    """A version in the history of its prompt."""

    version: int
    labels: list[str]
    commit_message: str | None
    created_by: str
    created_at: datetime
    comments: int


class PromptLine(BaseModel):
    """A prompt in the list. `labels` maps a label to the version it points to."""

    id: str
    name: str
    type: PromptType
    versions: int
    labels: dict[str, int]
    tags: list[str]
    created_at: datetime
    updated_at: datetime
    last_version: int
    last_version_created_at: datetime
    last_commit_message: str | None

    @classmethod
    def of(cls, summary: PromptSummary) -> PromptLine:
        """From a summary."""
        return cls.model_validate({**vars(summary), "versions": len(summary.versions), "updated_at": summary.last_updated_at})


class Folder(BaseModel):
    """A folder with the number of prompts inside, at any depth."""

    path: str
    prompts: int


class PromptPage(BaseModel):
    """One page of the list; `folders` is filled on the first page of a folder view."""

    data: list[PromptLine]
    folders: list[Folder]
    next_cursor: str | None


class Dependent(BaseModel):
    """A version of another prompt that refers to this one."""

    name: str
    version: int


class PromptDetail(BaseModel):
    """A prompt with its versions (newest first), labels, and who refers to it."""

    id: str
    name: str
    type: PromptType
    tags: list[str]
    labels: dict[str, int]
    created_at: datetime
    updated_at: datetime
    former_names: list[str]
    versions: list[VersionLine]
    dependents: list[Dependent]
    rules: list[RuleOut]
    running_tests: dict[str, str]


class NewVersionIn(BaseModel):
    """A version to store. `tags` null inherits; a list replaces the tags of all versions."""

    name: str
    prompt: Any
    type: PromptType = "text"
    config: Any = None
    labels: list[str] = []
    tags: list[str] | None = None
    commit_message: str | None = None


class DraftIn(BaseModel):
    """A draft to analyse; nothing is stored."""

    name: str = ""
    prompt: Any
    type: PromptType = "text"


class RestoreIn(BaseModel):
    """How to describe the restored version; null says which version it repeats."""

    commit_message: str | None = None


class LabelsIn(BaseModel):
    """Exactly these labels shall stand on the version (besides `latest`)."""

    labels: list[str]


class TagsIn(BaseModel):
    """Exactly these tags shall stand on the prompt."""

    tags: list[str]


class RenameIn(BaseModel):
    """The new name."""

    name: str


class DuplicateIn(BaseModel):
    """Where to copy; `version` null copies all versions."""

    name: str
    version: int | None = None


class DuplicateFolderIn(BaseModel):
    """Which folder to copy where."""

    folder: str = Field(min_length=1)
    new_folder: str = Field(min_length=1)


class FolderIn(BaseModel):
    """A folder."""

    folder: str = Field(min_length=1)


class Names(BaseModel):
    """Names of the prompts concerned."""

    names: list[str]


class CompareOut(BaseModel):
    """Two versions and their difference."""

    left: VersionOut
    right: VersionOut
    diff: Comparison
