"""`/api/v1` lists of traces and observations, and what stands beside them: fields, facets, counts over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from lumetra.domain.access import Access, Permission
from lumetra.domain.named import NamedFields
from lumetra.domain.time_zone import seconds_east
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.lists.export_rows import export_rows
from lumetra.features.tracing.lists.facets import Counts, Facet, FilterField, TimeBucket, ValueCount
from lumetra.features.tracing.lists.list_rows import list_of_observations, list_of_traces
from lumetra.features.tracing.lists.listed import ListedObservation, ListedTrace
from lumetra.features.tracing.lists.name_values import name_values
from lumetra.features.tracing.lists.read_facets import ValueCounts, count_over_time, count_values, frequent_keys
from lumetra.features.tracing.parameters import FilterText, TimeWindow
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.responses import Listing
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging
from lumetra.http.row_files import FileFormat, row_file
from lumetra.http.time_zone import TimeZoneName
from lumetra.querylang import Subject
from lumetra.querylang.subjects import OBSERVATIONS, SUBJECTS, TRACES

_PACKAGE = "lumetra.features.tracing"
_SUBJECTS: dict[str, Subject] = {"traces": TRACES, "observations": OBSERVATIONS}
SubjectName = Literal["traces", "observations"]
DescribedName = Literal["traces", "observations", "sessions", "users", "scores"]
OrderText = Annotated[str, Query(description="`field.asc` or `field.desc`, a number or the time; newest first without it.")]


def build_routes(analytics: Analytics, filters: FilterReader, named: NamedFields) -> APIRouter:
    """Lists, facets and counts, under `/api/v1/projects/{project_id}`. `named` tells what the ids in facets are called."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["tracing"])
    _add_lists(router, analytics, filters)
    _add_facets(router, analytics, filters, named)
    _add_counts(router, analytics, filters)
    _add_export(router, analytics, filters)
    return router


def _add_lists(router: APIRouter, analytics: Analytics, filters: FilterReader) -> None:
    @router.get("/traces")
    def list_traces(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        order: OrderText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[ListedTrace]:
        """Traces, newest first unless `order` says otherwise."""
        wanted = filters.read(project_id, TRACES, text)
        return list_of_traces(analytics, project_id, wanted, window, order, paging, filters.comments)

    @router.get("/observations")
    def list_observations(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        order: OrderText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[ListedObservation]:
        """Observations, newest first unless `order` says otherwise."""
        wanted = filters.read(project_id, OBSERVATIONS, text)
        return list_of_observations(analytics, project_id, wanted, window, order, paging, filters.comments)


def _add_facets(router: APIRouter, analytics: Analytics, filters: FilterReader, named: NamedFields) -> None:
    @router.get("/filter-fields/{subject}")
    def list_fields(
        project_id: str,
        subject: DescribedName,
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[FilterField]:
        """What a filter about such rows may ask, in the order in which it is offered."""
        fields = [
            FilterField(
                name=f.name,
                label=f.label,
                kind=f.kind.value,
                aliases=list(f.aliases),
                options=list(f.options),
                is_named=f.name in named,
            )
            for f in SUBJECTS[subject].fields
        ]
        return Listing(data=fields)

    @router.get("/facets/{subject}")
    def list_facets(
        project_id: str,
        subject: DescribedName,
        window: TimeWindow,
        fields: Annotated[list[str], Query(max_length=40, description="Names of fields.")],
        text: FilterText = "",
        containing: Annotated[str, Query(max_length=200, description="Only values that contain this, in any case.")] = "",
        limit: Annotated[int, Query(ge=1, le=200, description="Values a field.")] = 20,
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[Facet]:
        """The most frequent values of fields. Conditions of the filter on a field itself do not narrow that field's values.

        Values that are ids are told with their names; of those, what the filter asks for is told even when nothing has it.
        """

        def count(names: Sequence[str], prefix: str, most: int) -> list[ValueCounts]:
            return count_values(analytics, project_id, SUBJECTS[subject], text, names, window, filters, prefix=prefix, limit=most)

        return Listing(data=name_values(count, named, project_id, SUBJECTS[subject], text, fields, containing, limit))


def _add_counts(router: APIRouter, analytics: Analytics, filters: FilterReader) -> None:
    @router.get("/counts/{subject}")
    def get_counts(
        project_id: str,
        subject: SubjectName,
        window: TimeWindow,
        text: FilterText = "",
        buckets: Annotated[int, Query(ge=1, le=500, description="At most about so many stretches of time.")] = 120,
        *,
        time_zone: TimeZoneName,
        access: Access = requires(Permission.TRACES_READ),
    ) -> Counts:
        """Rows and failures over time."""
        east = seconds_east(time_zone, window.end)
        wanted = filters.read(project_id, _SUBJECTS[subject], text)
        found = count_over_time(analytics, project_id, wanted, window, buckets, east)
        data = [TimeBucket(time=time, count=count, errors=errors) for time, count, errors in found.buckets]
        return Counts(bucket_seconds=found.seconds, total=found.total, data=data)

    @router.get("/filter-keys/{field}")
    def list_keys(
        project_id: str,
        field: Literal["metadata", "scores"],
        window: TimeWindow,
        prefix: Annotated[str, Query(max_length=200)] = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[ValueCount]:
        """Keys that occur inside metadata, or names of scores, most frequent first."""
        return Listing(data=frequent_keys(analytics, project_id, field, prefix, window))


def _add_export(router: APIRouter, analytics: Analytics, filters: FilterReader) -> None:
    @router.get("/exports/{subject}", response_class=StreamingResponse)
    def export(
        project_id: str,
        subject: SubjectName,
        window: TimeWindow,
        kind: Annotated[FileFormat, Query(alias="format")],
        text: FilterText = "",
        access: Access = requires(Permission.EXPORTS_READ),
    ) -> StreamingResponse:
        """Every row that the filter finds as one file, streamed."""
        filter_ = filters.read(project_id, _SUBJECTS[subject], text)
        return row_file(subject, kind, export_rows(analytics, project_id, filter_, window, kind, filters.comments))
