"""Writing items: every write closes the open version and opens the next, so nothing that was ever run is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import orjson
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from lumetra.domain.dataset import DatasetItem
from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.datasets.read_items import ACTIVE, ARCHIVED, as_item, current_version
from lumetra.features.datasets.schemas import check_schema, violations
from lumetra.features.datasets.tables import DatasetItemRow, DatasetItemVersionRow, DatasetRow

MAX_ID: Final = 255


class ItemChange(msgspec.Struct, frozen=True, kw_only=True):
    """What to write. UNSET leaves a stored value as it is, and so does None, as SDKs expect (wire contract 8.2), unless
    `none_clears`. With `parse`, text that is JSON becomes its value, as SDKs expect too."""

    input: Any = UNSET
    expected_output: Any = UNSET
    metadata: Any = UNSET
    tags: list[str] | UnsetType | None = UNSET
    source_trace_id: str | UnsetType | None = UNSET
    source_observation_id: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    none_clears: bool = False
    parse: bool = True


def upsert_item(
    session: Session, dataset: DatasetRow, item_id: str | None, change: ItemChange, *, changed_by: str, now: datetime
) -> DatasetItem:
    """Write an item and return it.

    Raises Refusal for a new item without input, an unknown status or a value that does not fit the dataset's schemas, Conflict when
    the id belongs to another dataset.
    """
    item_id = item_id or new_id()
    if len(item_id) > MAX_ID:
        raise Refusal(f"Dataset item id cannot be longer than {MAX_ID} characters")
    item = session.get(DatasetItemRow, (dataset.project_id, item_id))
    if item is None:
        item = DatasetItemRow(project_id=dataset.project_id, id=item_id, dataset_id=dataset.id, created_at=now)
        session.add(item)
    elif item.dataset_id != dataset.id:
        raise Conflict(f"Dataset item {item_id} belongs to another dataset")
    before = current_version(session, dataset.project_id, item_id)
    after = _next_version(dataset, item_id, before, change, changed_by, now)
    _check(dataset, after)
    if before is not None:
        # Two writes in one microsecond still get an order.
        after.valid_from = max(now, before.valid_from + timedelta(microseconds=1))
        before.valid_to = after.valid_from
    session.add(after)
    session.flush()
    return as_item(after, item.created_at, dataset.name)


def delete_item(session: Session, project_id: str, item_id: str, *, changed_by: str, now: datetime) -> None:
    """Close the item; past states of the dataset still hold it. Raises NotFound."""
    before = current_version(session, project_id, item_id)
    if before is None or before.deleted:
        raise NotFound("Dataset item not found")
    moment = max(now, before.valid_from + timedelta(microseconds=1))
    before.valid_to = moment
    session.add(
        DatasetItemVersionRow(
            id=new_id(),
            project_id=project_id,
            dataset_id=before.dataset_id,
            item_id=item_id,
            status=before.status,
            input=None,
            expected_output=None,
            metadata_=None,
            tags=[],
            source_trace_id=before.source_trace_id,
            source_observation_id=before.source_observation_id,
            deleted=True,
            valid_from=moment,
            valid_to=None,
            changed_by=changed_by,
            import_id=None,
        )
    )


def _next_version(
    dataset: DatasetRow, item_id: str, before: DatasetItemVersionRow | None, change: ItemChange, changed_by: str, now: datetime
) -> DatasetItemVersionRow:
    stored = None if before is None or before.deleted else before

    def keep(new: Any, old: Any) -> Any:
        return old if new is UNSET or (new is None and not change.none_clears) else new

    def parsed(value: Any) -> Any:
        return _parsed(value) if change.parse else value

    return DatasetItemVersionRow(
        id=new_id(),
        project_id=dataset.project_id,
        dataset_id=dataset.id,
        item_id=item_id,
        status=keep(change.status, stored.status if stored else ACTIVE),
        input=keep(parsed(change.input), stored.input if stored else None),
        expected_output=keep(parsed(change.expected_output), stored.expected_output if stored else None),
        metadata_=keep(parsed(change.metadata), stored.metadata_ if stored else None),
        tags=keep(change.tags, list(stored.tags) if stored else []) or [],
        source_trace_id=keep(change.source_trace_id, stored.source_trace_id if stored else None),
        source_observation_id=keep(change.source_observation_id, stored.source_observation_id if stored else None),
        deleted=False,
        valid_from=now,
        valid_to=None,
        changed_by=changed_by,
        import_id=None,
    )


def _check(dataset: DatasetRow, version: DatasetItemVersionRow) -> None:
    if version.input is None:
        raise Refusal("Dataset item input cannot be null")
    if version.status not in {ACTIVE, ARCHIVED}:
        raise Refusal(f"status must be {ACTIVE} or {ARCHIVED}, not {version.status!r}")
    wrong = violations(check_schema(dataset.input_schema, "inputSchema"), version.input, "input")
    if version.expected_output is not None:
        wrong += violations(
            check_schema(dataset.expected_output_schema, "expectedOutputSchema"), version.expected_output, "expectedOutput"
        )
    if wrong:
        raise Refusal("Dataset item validation failed: " + "; ".join(wrong), code="item_violates_schema", detail=wrong)


def _parsed(value: Any) -> Any:
    """A string that is JSON of an object, array, number or boolean becomes that; control characters go (wire contract 8.2)."""
    if not isinstance(value, str):
        return value
    text = "".join(character for character in value if character >= " " or character in "\n\r\t")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
