/** What stands below the title: the tools, the strip, facets, rows, bulk actions and the panel. The same for traces and observations. */
import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, lazy, Suspense, useCallback, useMemo, useState } from "react";
import { ErrorState } from "@/components/error-state";
import { FacetPanel } from "@/components/filter/facet-panel";
import type { FacetsQuery } from "@/components/filter/fields";
import { valueMark } from "@/components/observation-type";
import { SidePanel } from "@/components/side-panel";
import { ChoosableCards, ChooseCardsButton } from "@/components/table/choose-cards";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { useChoosing } from "@/components/table/use-choosing";
import { useView } from "@/components/table/use-view";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import type { Place } from "./bulk-target";
import { traceHref } from "./cells";
import { useLiveRows } from "./live-rows";
import { NothingFound } from "./nothing-found";
import { readOrder, writeOrder } from "./order";
import { FACETS, OPEN_FACETS } from "./presets";
import type { TableProps } from "./props";
import { facetsQuery, firstTraceQuery, type ObservationRow, type Subject, type TraceRow } from "./queries";
import { RowCard } from "./row-card";
import type { TracingSearch } from "./search";
import { Tools } from "./tools";

const BulkBar = lazy(async () => ({ default: (await import("./bulk-bar")).BulkBar }));

interface Pages<Row> {
  data: { pages: { data: Row[] }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  /** Its rows are those of the question before. */
  isPlaceholderData: boolean;
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
  placeOf: (row: Row) => Place;
}

const NONE: ReadonlySet<string> = new Set();

export function TableBody<Row extends TraceRow | ObservationRow>(props: BodyProps<Row>) {
  const { projectId, search, onSearch, subject, request, columns, pages, arrived, idOf, placeOf } = props;
  const t = useT();
  const phone = usePhone();
  const bare = !search.q && !search.range && !search.order && !search.view && !search.peek && !search.chart;
  const use = useView({ projectId, table: subject, columns, search, bare, apply: onSearch });
  const [facetsShown, setFacetsShown] = useStored("facets.shown", true);
  const [sheet, setSheet] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const { choosing, choose } = useChoosing(setSelected);
  const [atTop, setAtTop] = useState(true);
  const [hand, setHand] = useState(false);
  const panelOpen = search.peek !== undefined;
  const list = JSON.stringify([request, search.range]);
  const base = useMemo(() => pages.data?.pages.flatMap((page) => page.data) ?? [], [pages.data]);
  // Rows slide in only where nobody reads, points or has chosen; otherwise they wait to be asked for.
  const still = atTop && !hand && !panelOpen && selected.size === 0;
  const live = useLiveRows(base, arrived, idOf, still, list);
  const openRow = useCallback(
    (row: Row) => {
      const { traceId, observationId } = placeOf(row);
      onSearch({ peek: traceId, observation: observationId }, { replace: search.peek !== undefined });
    },
    [onSearch, placeOf, search.peek],
  );
  const more = useCallback(() => {
    if (!pages.isFetchingNextPage) pages.fetchNextPage();
  }, [pages]);
  const places = useMemo(
    () => live.rows.flatMap((row) => (selected.has(idOf(row)) ? [placeOf(row)] : [])),
    [live.rows, selected, idOf, placeOf],
  );
  // Only an empty list raises the question whether the project has anything at all.
  const nothing = !pages.isPending && base.length === 0;
  const newest = useQuery({ ...firstTraceQuery(projectId), enabled: nothing }).data;
  if (nothing && newest === null) return <div className="min-h-0 flex-1 overflow-y-auto">{props.firstSteps}</div>;
  const facets = <Facets {...props} />;
  const shared = {
    label: t(subject === "traces" ? "tracing.traces" : "tracing.observations"),
    rows: live.rows,
    rowId: idOf,
    onOpen: openRow,
    loading: pages.isPending || pages.isFetchingNextPage || (nothing && newest === undefined),
    hasMore: pages.hasNextPage,
    onMore: more,
    onAtTop: setAtTop,
    empty: (
      <NothingFound
        newest={newest?.timestamp}
        filter={request.filter}
        problem={props.problem}
        range={props.range}
        onClearFilter={() => props.setFilter("")}
        onRange={props.setRange}
      />
    ),
  };
  return (
    <>
      <Tools
        {...props}
        use={use}
        choose={phone && search.chart === undefined && <ChooseCardsButton active={choosing} onChange={choose} />}
        facetsShown={facetsShown}
        onFacets={() => (phone ? setSheet(true) : setFacetsShown(!facetsShown))}
      />
      {props.strip}
      <div className="flex min-h-0 flex-1 border-line border-t">
        {/* Beside an open trace the rows need the room. */}
        {facetsShown && !phone && !panelOpen && (
          <aside
            aria-label={t("filter.facets")}
            className="w-52 shrink-0 overflow-y-auto min-[90rem]:w-60 border-line border-r bg-canvas"
          >
            {facets}
          </aside>
        )}
        <div
          aria-busy={pages.isPlaceholderData}
          className="relative flex min-h-0 min-w-0 flex-1 flex-col transition-opacity aria-busy:opacity-50 aria-busy:delay-200"
          onPointerEnter={(event) => setHand(event.pointerType === "mouse")}
          onPointerLeave={() => setHand(false)}
        >
          <NewRows waiting={live.waiting} onShow={live.show} />
          {pages.error && !props.problem ? (
            <ErrorState error={pages.error} retry={() => pages.refetch()} className="flex-1" />
          ) : search.chart !== undefined ? (
            props.chart(subject, request, search.chart)
          ) : phone ? (
            <ChoosableCards
              {...shared}
              card={(row) => <RowCard row={row} />}
              selected={selected}
              onSelect={setSelected}
              choosing={choosing}
              onEnd={() => choose(false)}
            />
          ) : (
            <DataTable
              {...shared}
              columns={columns}
              layout={use.layout}
              onLayoutChange={use.setLayout}
              selected={selected}
              onSelect={setSelected}
              sort={readOrder(request.order)}
              onSort={(sort) => onSearch({ order: writeOrder(sort) })}
              openId={readOpen(search, subject)}
              hrefOf={(row) => traceHref(projectId, placeOf(row).traceId, placeOf(row).observationId)}
              fresh={live.fresh}
            />
          )}
          <Bulk
            request={request}
            subject={subject}
            places={places}
            total={props.total}
            allShown={selected.size > 0 && selected.size === live.rows.length}
            actions={props.bulkActions}
            onDone={() => setSelected(NONE)}
          />
        </div>
        <SidePanel
          open={panelOpen}
          onClose={() => onSearch({ peek: undefined, observation: undefined })}
          name="trace"
          title={t("tracing.trace")}
        >
          {search.peek !== undefined && props.panel(search.peek, search.observation)}
        </SidePanel>
      </div>
      <Sheet open={sheet} onOpenChange={setSheet} title={t("filter.facets")} side="bottom">
        {facets}
      </Sheet>
    </>
  );
}

/** Loaded with the first choice; from then on it stays, and shows how far its work is. */
function Bulk(props: ComponentProps<typeof BulkBar>) {
  const [used, setUsed] = useState(false);
  if (props.places.length > 0 && !used) setUsed(true);
  return (
    used && (
      <Suspense fallback={null}>
        <BulkBar {...props} />
      </Suspense>
    )
  );
}

function NewRows({ waiting, onShow }: { waiting: number; onShow: () => void }) {
  const t = useT();
  return (
    <div aria-live="polite" className="pointer-events-none absolute inset-x-0 top-10 z-20 grid place-items-center">
      {waiting > 0 && (
        <Button variant="primary" size="sm" className="pointer-events-auto rounded-full shadow-md" onClick={onShow}>
          {t.count("table.newRows", waiting)}
        </Button>
      )}
    </div>
  );
}

function Facets({ subject, request, fields, setFilter, suggestions }: TableProps) {
  const ask: FacetsQuery = ({ fields: names, containing }) => facetsQuery(subject, request, names, containing);
  return (
    <FacetPanel
      name={subject}
      facets={FACETS[subject].flatMap((name) => fields.find((field) => field.name === name) ?? [])}
      openAtFirst={OPEN_FACETS[subject]}
      filter={request.filter}
      onChange={setFilter}
      facetsQuery={ask}
      keysQuery={suggestions}
      renderValue={valueMark}
    />
  );
}

/** The key of the row that is open in the side panel. */
function readOpen({ peek, observation }: TracingSearch, subject: Subject): string | null {
  if (peek === undefined) return null;
  return observation && subject === "observations" ? `${peek}:${observation}` : peek;
}
