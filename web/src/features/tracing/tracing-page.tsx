/** The tracing page: search bar, strip of counts, facets, table of traces or observations, and the side panel. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { ListFilter, PanelLeft } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { CountStrip } from "@/components/count-strip";
import { ErrorState } from "@/components/error-state";
import { FacetPanel, type FacetsQuery } from "@/components/filter/facet-panel";
import type { FilterField, FilterProblem } from "@/components/filter/fields";
import { FilterBar, type ValuesQuery } from "@/components/filter/filter-bar";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { Page } from "@/components/page";
import { parseRefresh, RefreshControl } from "@/components/refresh-control";
import { SidePanel } from "@/components/side-panel";
import { CardList } from "@/components/table/card-list";
import { ColumnMenu } from "@/components/table/column-menu";
import { EMPTY_LAYOUT, type TableColumn, type TableLayout } from "@/components/table/columns";
import { DataTable, type Sort } from "@/components/table/data-table";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Sheet } from "@/components/ui/sheet";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import { parseRange, rangeText, resolveRange, type TimeRange } from "@/lib/time-range";
import { BulkBar } from "./bulk-bar";
import { traceHref } from "./cells";
import { observationColumns, traceColumns } from "./columns";
import { ExportMenu } from "./export-menu";
import { useLiveRows } from "./live-rows";
import { NothingFound } from "./nothing-found";
import { FACETS, OPEN_FACETS } from "./presets";
import {
  countsQuery,
  facetsQuery,
  fieldsQuery,
  firstTraceQuery,
  keysInsideQuery,
  newestObservationsQuery,
  newestTracesQuery,
  type ObservationRow,
  observationsQuery,
  type Subject,
  type TableRequest,
  type TraceRow,
  tracesQuery,
  valuesQuery,
} from "./queries";
import { RowCard } from "./row-card";
import type { TracingSearch } from "./search";
import { ViewMenu } from "./view-menu";

const LIVE_MS = 2500;
const NO_FIELDS: FilterField[] = [];
const NO_NAMES: string[] = [];

interface TracingPageProps {
  projectId: string;
  search: TracingSearch;
  /** Changes the URL; `replace` for what should not be a step back. */
  onSearch: (change: Partial<TracingSearch>, options?: { replace?: boolean }) => void;
  /** The content of the side panel, brought by the route. */
  panel: (traceId: string, observationId: string | undefined) => ReactNode;
  /** What an empty project shows instead of the table. */
  firstSteps: ReactNode;
}

export function TracingPage(props: TracingPageProps) {
  const { projectId, search, onSearch } = props;
  const t = useT();
  const client = useQueryClient();
  const subject: Subject = search.rows ?? "traces";
  const range = parseRange(search.range);
  const refresh = parseRefresh(search.refresh);
  const [anchor, setAnchor] = useState(() => new Date());
  const filter = search.q ?? "";
  const window_ = resolveRange(range, anchor);
  const request = useMemo(
    () => ({ projectId, filter, from: window_.from, to: window_.to, order: search.order ?? "" }),
    [projectId, filter, window_.from, window_.to, search.order],
  );
  useEffect(() => {
    if (typeof refresh !== "number" || refresh === 0) return;
    const timer = setInterval(() => setAnchor(new Date()), refresh * 1000);
    return () => clearInterval(timer);
  }, [refresh]);
  const refreshNow = useCallback(() => {
    setAnchor(new Date());
    void client.invalidateQueries({ queryKey: ["project", projectId, "tracing"] });
  }, [client, projectId]);
  useFirstArrival(projectId, refreshNow);
  const counts = useQuery(countsQuery(subject, request));
  const setRange = (next: TimeRange) => {
    setAnchor(new Date());
    onSearch({ range: rangeText(next) });
  };
  const setFilter = useCallback((q: string) => onSearch({ q: q || undefined }), [onSearch]);
  const problem = readProblem(counts.error);
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
    problem,
    total: counts.data?.total,
    bar: (
      <FilterBar
        name={subject}
        value={filter}
        onChange={setFilter}
        fields={fields}
        valuesQuery={suggestions}
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

  return (
    <Page
      title={t("shell.tracing")}
      actions={
        <>
          <Segmented
            aria-label={t("tracing.rows")}
            value={subject}
            onValueChange={(rows) => onSearch({ rows: rows === "traces" ? undefined : rows, order: undefined })}
            options={[
              { value: "traces" as const, label: t("tracing.traces") },
              { value: "observations" as const, label: t("tracing.observations") },
            ]}
          />
          <TimeRangePicker value={range} onChange={setRange} />
          <RefreshControl
            value={refresh}
            onChange={(value) => onSearch({ refresh: value === 0 ? undefined : String(value) })}
            onRefresh={refreshNow}
            fetching={counts.isFetching}
            live
          />
        </>
      }
    >
      {subject === "traces" ? <Traces {...table} /> : <Observations {...table} />}
    </Page>
  );
}

/** Calls `arrived` when the first trace of an empty project comes in. */
function useFirstArrival(projectId: string, arrived: () => void): void {
  const newest = useQuery(firstTraceQuery(projectId)).data;
  const waited = useRef(false);
  useEffect(() => {
    if (newest === null) waited.current = true;
    if (!newest || !waited.current) return;
    waited.current = false;
    arrived();
  }, [newest, arrived]);
}

/** Where the server says the filter is wrong; null for any other failure. */
function readProblem(error: unknown): FilterProblem | null {
  if (!(error instanceof ApiError) || error.code !== "invalid_filter") return null;
  const detail = error.detail as { start?: number; end?: number } | null;
  return { start: detail?.start ?? 0, end: detail?.end ?? 0, message: error.message };
}

const NEWEST_FIRST: Sort = { by: "start_time", descending: true };

function readOrder(order: string): Sort {
  const [by, direction] = order.split(".");
  return by ? { by, descending: direction !== "asc" } : NEWEST_FIRST;
}

function writeOrder(sort: Sort): string | undefined {
  if (sort.by === NEWEST_FIRST.by && sort.descending) return undefined;
  return `${sort.by}.${sort.descending ? "desc" : "asc"}`;
}

interface TableProps extends TracingPageProps {
  subject: Subject;
  request: TableRequest;
  live: boolean;
  range: TimeRange;
  setRange: (range: TimeRange) => void;
  setFilter: (filter: string) => void;
  fields: readonly FilterField[];
  problem: FilterProblem | null;
  total: number | undefined;
  bar: ReactNode;
  strip: ReactNode;
}

const traceKey = (row: TraceRow) => row.id;
const observationKey = (row: ObservationRow) => `${row.trace_id}:${row.id}`;

function Traces(props: TableProps) {
  const t = useT();
  const { projectId, request, live } = props;
  const pages = useInfiniteQuery(tracesQuery(request));
  const newest = useQuery({ ...newestTracesQuery(projectId, request.filter, LIVE_MS), enabled: live });
  const names = useScoreNames(request);
  const columns = useMemo(() => traceColumns(t, projectId, names), [t, projectId, names]);
  return (
    <Body
      {...props}
      columns={columns}
      pages={pages}
      arrived={live ? newest.data : undefined}
      idOf={traceKey}
      traceOf={(row) => ({ traceId: row.id })}
    />
  );
}

function Observations(props: TableProps) {
  const t = useT();
  const { projectId, request, live } = props;
  const pages = useInfiniteQuery(observationsQuery(request));
  const newest = useQuery({ ...newestObservationsQuery(projectId, request.filter, LIVE_MS), enabled: live });
  const names = useScoreNames(request);
  const columns = useMemo(() => observationColumns(t, projectId, names), [t, projectId, names]);
  return (
    <Body
      {...props}
      columns={columns}
      pages={pages}
      arrived={live ? newest.data : undefined}
      idOf={observationKey}
      traceOf={(row) => ({ traceId: row.trace_id, observationId: row.id })}
    />
  );
}

function useScoreNames(request: TableRequest): string[] {
  const found = useQuery(keysInsideQuery(request, "scores", "")).data;
  return useMemo(() => found?.map((one) => one.value) ?? NO_NAMES, [found]);
}

/** The key of the row that is open in the side panel. */
function readOpen({ peek, observation }: TracingSearch, subject: Subject): string | null {
  if (peek === undefined) return null;
  return observation && subject === "observations" ? `${peek}:${observation}` : peek;
}

/** The icon before a value in a facet. */
function valueMark(field: string, value: string): ReactNode {
  if (field === "type") return <TypeIcon type={value} />;
  return field === "level" ? <LevelMark level={value} /> : null;
}

interface Place {
  traceId: string;
  observationId?: string;
}

interface Pages<Row> {
  data: { pages: { data: Row[] }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface BodyProps<Row> extends TableProps {
  columns: TableColumn<Row>[];
  pages: Pages<Row>;
  arrived: Row[] | undefined;
  idOf: (row: Row) => string;
  traceOf: (row: Row) => Place;
}

function Body<Row extends TraceRow | ObservationRow>(props: BodyProps<Row>) {
  const { projectId, search, onSearch, subject, request, columns, pages, arrived, idOf, traceOf, fields, setFilter } = props;
  const t = useT();
  const phone = usePhone();
  const [layout, setLayout] = useStored<TableLayout>(`table.${subject}`, EMPTY_LAYOUT);
  const [facetsShown, setFacetsShown] = useStored("facets.shown", true);
  const [sheet, setSheet] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [atTop, setAtTop] = useState(true);
  const list = JSON.stringify([request, search.range]);
  const base = useMemo(() => pages.data?.pages.flatMap((page) => page.data) ?? [], [pages.data]);
  const live = useLiveRows(base, arrived, idOf, atTop, list);
  const openRow = useCallback(
    (row: Row) => {
      const { traceId, observationId } = traceOf(row);
      onSearch({ peek: traceId, observation: observationId }, { replace: search.peek !== undefined });
    },
    [onSearch, traceOf, search.peek],
  );
  const openId = readOpen(search, subject);
  const more = useCallback(() => {
    if (!pages.isFetchingNextPage) pages.fetchNextPage();
  }, [pages]);
  const facetFields = FACETS[subject].flatMap((name) => fields.find((field) => field.name === name) ?? []);
  const askFacets: FacetsQuery = ({ fields: names, containing }) => facetsQuery(subject, request, names, containing);
  const facets = (
    <FacetPanel
      name={subject}
      facets={facetFields}
      openAtFirst={OPEN_FACETS[subject]}
      filter={request.filter}
      onChange={setFilter}
      facetsQuery={askFacets}
      renderValue={valueMark}
    />
  );
  const traceIds = useMemo(() => {
    const rows = live.rows.filter((row) => selected.has(idOf(row)));
    return [...new Set(rows.map((row) => traceOf(row).traceId))];
  }, [live.rows, selected, idOf, traceOf]);
  const newest = useQuery(firstTraceQuery(projectId)).data;
  const failed = pages.error && !props.problem;
  const panelOpen = search.peek !== undefined;
  const closePanel = () => onSearch({ peek: undefined, observation: undefined });
  const label = t(subject === "traces" ? "tracing.traces" : "tracing.observations");
  const empty = (
    <NothingFound
      newest={newest?.timestamp}
      filter={request.filter}
      problem={props.problem}
      range={props.range}
      onClearFilter={() => setFilter("")}
      onRange={props.setRange}
    />
  );
  if (newest === null) return <div className="min-h-0 flex-1 overflow-y-auto">{props.firstSteps}</div>;
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b bg-surface px-3 py-2">
        <Button
          size="icon"
          aria-label={facetsShown ? t("filter.hideFacets") : t("filter.showFacets")}
          aria-pressed={phone ? undefined : facetsShown}
          onClick={() => (phone ? setSheet(true) : setFacetsShown(!facetsShown))}
        >
          {phone ? <ListFilter aria-hidden /> : <PanelLeft aria-hidden />}
        </Button>
        <div className="flex min-w-0 flex-1 basis-64">{props.bar}</div>
        <ViewMenu
          filter={request.filter}
          onChoose={(view) => onSearch({ q: view.filter || undefined, rows: view.rows === "traces" ? undefined : view.rows })}
        />
        {!phone && <ColumnMenu columns={columns} layout={layout} onChange={setLayout} />}
        {!phone && <ExportMenu subject={subject} request={request} total={props.total} />}
      </div>
      {props.strip}
      <div className="flex min-h-0 flex-1 border-line border-t">
        {/* Beside an open trace the rows need the room. */}
        {facetsShown && !phone && !panelOpen && (
          <aside aria-label={t("filter.facets")} className="w-60 shrink-0 overflow-y-auto border-line border-r bg-canvas">
            {facets}
          </aside>
        )}
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          {live.waiting > 0 && (
            <Button
              variant="primary"
              size="sm"
              className="-translate-x-1/2 absolute top-10 left-1/2 z-20 rounded-full shadow-md"
              onClick={live.show}
            >
              {t.count("table.newRows", live.waiting)}
            </Button>
          )}
          {failed ? (
            <ErrorState error={pages.error} retry={() => pages.refetch()} className="flex-1" />
          ) : phone ? (
            <CardList
              label={label}
              rows={live.rows}
              rowId={idOf}
              card={(row) => <RowCard row={row} />}
              onOpen={openRow}
              loading={pages.isPending || pages.isFetchingNextPage}
              hasMore={pages.hasNextPage}
              onMore={more}
              onAtTop={setAtTop}
              empty={empty}
            />
          ) : (
            <DataTable
              label={label}
              columns={columns}
              rows={live.rows}
              rowId={idOf}
              layout={layout}
              onLayoutChange={setLayout}
              selected={selected}
              onSelect={phone ? undefined : setSelected}
              sort={readOrder(request.order)}
              onSort={(sort) => onSearch({ order: writeOrder(sort) })}
              openId={openId}
              onOpen={openRow}
              hrefOf={(row) => traceHref(projectId, traceOf(row).traceId, traceOf(row).observationId)}
              loading={pages.isPending || pages.isFetchingNextPage}
              hasMore={pages.hasNextPage}
              onMore={more}
              onAtTop={setAtTop}
              fresh={live.fresh}
              empty={empty}
            />
          )}
          <BulkBar projectId={projectId} traceIds={traceIds} rows={selected.size} onDone={() => setSelected(new Set())} />
        </div>
        <SidePanel open={panelOpen} onClose={closePanel} name="trace" title={t("tracing.trace")}>
          {search.peek !== undefined && props.panel(search.peek, search.observation)}
        </SidePanel>
      </div>
      <Sheet open={sheet} onOpenChange={setSheet} title={t("filter.facets")} side="bottom">
        {facets}
      </Sheet>
    </>
  );
}
