/** The tracing page: search bar, strip of counts, facets, table of traces or observations, and the side panel. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useLive } from "@/api/live";
import { CountStrip } from "@/components/count-strip";
import type { FilterField, ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { Page } from "@/components/page";
import { parseRefresh, RefreshControl } from "@/components/refresh-control";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import { parseRange, rangeText, type TimeRange } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { ObservationTable, TraceTable } from "./live-tables";
import type { TableProps, TracingPageProps } from "./props";
import { countsQuery, facetsQuery, fieldsQuery, firstTraceQuery, keysInsideQuery, type Subject, valuesQuery } from "./queries";
import { useTableRequest } from "./use-table-request";

const NO_FIELDS: FilterField[] = [];

export function TracingPage(props: TracingPageProps) {
  const { projectId, search, onSearch } = props;
  const t = useT();
  const subject: Subject = search.rows ?? "traces";
  const range = parseRange(search.range);
  const refresh = parseRefresh(search.refresh);
  const filter = search.q ?? "";
  const everySeconds = refresh === "live" ? 0 : refresh;
  const { request, renew } = useTableRequest(projectId, filter, search.order ?? "", range, everySeconds);
  useFirstArrival(projectId, renew);
  const counts = useQuery(countsQuery(subject, request, useZone()));
  const setRange = (next: TimeRange) => onSearch({ range: rangeText(next) });
  const setFilter = useCallback((q: string) => onSearch({ q: q || undefined }), [onSearch]);
  const problem = readFilterProblem(counts.error);
  const fields = useQuery(fieldsQuery(projectId, subject)).data ?? NO_FIELDS;
  const suggestions: ValuesQuery = ({ field, prefix, of }) =>
    of === "keys"
      ? keysInsideQuery(request, field === "scores" ? "scores" : "metadata", prefix)
      : valuesQuery(subject, request, field, prefix);

  const table: TableProps = {
    ...props,
    subject,
    request,
    live: refresh === "live" && search.order === undefined,
    range,
    setRange,
    setFilter,
    fields,
    suggestions,
    problem,
    total: counts.data?.total,
    bar: (
      <FilterBar
        name={subject}
        value={filter}
        onChange={setFilter}
        fields={fields}
        valuesQuery={suggestions}
        namesQuery={({ fields, containing }) => facetsQuery(subject, request, fields, containing)}
        problem={problem}
        placeholder={t("tracing.searchHint")}
      />
    ),
    strip: (
      <CountStrip
        from={request.from}
        to={request.to}
        bucketSeconds={counts.data?.bucket_seconds ?? 3600}
        buckets={counts.data?.data ?? []}
        label={t("tracing.strip")}
        onZoom={(from, to) => setRange({ kind: "absolute", from, to })}
      />
    ),
  };
  const showRows = (rows: Subject) => onSearch({ rows: rows === "traces" ? undefined : rows, order: undefined, view: undefined });
  return (
    <Page
      title={t("shell.tracing")}
      actionsOnly
      actions={
        <>
          <Segmented
            aria-label={t("tracing.rows")}
            value={subject}
            onValueChange={showRows}
            options={[
              { value: "traces" as const, label: t("tracing.traces") },
              { value: "observations" as const, label: t("tracing.observations") },
            ]}
          />
          <TimeRangePicker className="max-md:flex-1" value={range} onChange={setRange} />
          <RefreshControl
            value={refresh}
            onChange={(value) => onSearch({ refresh: value === 0 ? undefined : String(value) })}
            onRefresh={renew}
            fetching={counts.isFetching}
            live
          />
        </>
      }
    >
      {subject === "traces" ? <TraceTable {...table} /> : <ObservationTable {...table} />}
    </Page>
  );
}

/** Calls `arrived` when the first trace of an empty project comes in. */
function useFirstArrival(projectId: string, arrived: () => void): void {
  // The table asks, once its list is empty; here is only listened.
  const first = useQuery({ ...firstTraceQuery(projectId), enabled: false });
  useLive(projectId, first.data === null, () => first.refetch());
  const waited = useRef(false);
  useEffect(() => {
    if (first.data === null) waited.current = true;
    if (!first.data || !waited.current) return;
    waited.current = false;
    arrived();
  }, [first.data, arrived]);
}
