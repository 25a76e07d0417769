/** A page that is one list: title, range of time, refresh, search bar, facets, views, columns, rows, and perhaps a panel beside them. */
import { SearchX } from "lucide-react";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { FacetPanel } from "@/components/filter/facet-panel";
import { FacetsButton } from "@/components/filter/facets-button";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { Page } from "@/components/page";
import { parseRefresh, RefreshControl } from "@/components/refresh-control";
import { rangeLabel, TimeRangePicker } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import { parseRange, rangeText } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { ChoosableCards, ChooseCardsButton } from "./choose-cards";
import { ColumnMenu } from "./column-menu";
import type { TableColumn } from "./columns";
import { DataTable } from "./data-table";
import { LIST_RANGE, type ListSearch } from "./list-search";
import { useChoosing } from "./use-choosing";
import type { ListInUse } from "./use-list";
import { useView, type ViewInUse } from "./use-view";
import { ViewMenu } from "./view-menu";

/** An infinite query, as far as a list reads it. */
export interface Pages<Row> {
  data: { pages: { data: Row[] }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  /** Its rows are those of the question before. */
  isPlaceholderData: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface ListPageProps<Row> {
  list: ListInUse;
  title: string;
  search: ListSearch;
  /** Changes the URL; keep its identity, it opens the default view. */
  onSearch: (change: ListSearch, options?: { replace?: boolean }) => void;
  columns: readonly TableColumn<Row>[];
  pages: Pages<Row>;
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  hrefOf?: (row: Row) => string;
  openId?: string | null;
  /** What a phone shows of a row. */
  card: (row: Row) => ReactNode;
  /** Names of fields: which facets there are, and which are open at first. */
  facets: { offered: readonly string[]; open: readonly string[] };
  searchHint: string;
  /** What an unfiltered, empty list explains. */
  emptyTitle: string;
  emptyWhy: string;
  actions?: ReactNode;
  /** Beside the table; it takes the room of the facets. */
  panel?: ReactNode;
  /** Chosen rows by id, where rows can be chosen; `bulk` stands over the table and acts on them. */
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  bulk?: ReactNode;
}

export function ListPage<Row extends object>(props: ListPageProps<Row>) {
  const { list, title, search, onSearch, columns, pages } = props;
  const t = useT();
  const phone = usePhone();
  const bare = !search.q && !search.range && !search.view;
  const use = useView({ projectId: list.request.projectId, table: list.name, columns, search, bare, apply: onSearch });
  const [facetsShown, setFacetsShown] = useStored(`facets.shown.${list.name}`, true);
  const [sheet, setSheet] = useState(false);
  const { choosing, choose } = useChoosing(props.onSelect);
  const range = parseRange(search.range, LIST_RANGE);
  const facets = <Facets {...props} />;
  return (
    <Page
      title={title}
      actions={
        <>
          {props.actions}
          <TimeRangePicker value={range} onChange={(next) => onSearch({ range: rangeText(next) })} />
          <RefreshControl
            value={parseRefresh(search.refresh)}
            onChange={(value) => onSearch({ refresh: value === 0 ? undefined : String(value) })}
            onRefresh={list.renew}
            fetching={pages.isFetching}
          />
        </>
      }
    >
      <div className="flex shrink-0 flex-wrap items-start gap-2 border-line border-b bg-surface px-3 py-2">
        <FacetsButton shown={facetsShown} onClick={() => (phone ? setSheet(true) : setFacetsShown(!facetsShown))} />
        <div className="flex min-w-0 flex-1 basis-64 max-md:basis-40">
          <FilterBar
            name={list.name}
            value={search.q ?? ""}
            onChange={(q) => onSearch({ q: q || undefined })}
            fields={list.fields}
            valuesQuery={list.values}
            namesQuery={list.facets}
            problem={readFilterProblem(pages.error)}
            placeholder={props.searchHint}
          />
        </div>
        <ViewMenu use={use} />
        {phone && props.onSelect && <ChooseCardsButton active={choosing} onChange={choose} />}
        {!phone && <ColumnMenu columns={columns} layout={use.layout} onChange={use.setLayout} />}
      </div>
      <div className="flex min-h-0 flex-1">
        {facetsShown && !phone && !props.openId && (
          <aside
            aria-label={t("filter.facets")}
            className="w-52 shrink-0 overflow-y-auto min-[90rem]:w-60 border-line border-r bg-canvas"
          >
            {facets}
          </aside>
        )}
        <Rows {...props} use={use} phone={phone} choosing={choosing} onChosen={() => choose(false)} />
        {props.panel}
      </div>
      <Sheet open={sheet} onOpenChange={setSheet} title={t("filter.facets")} side="bottom">
        {facets}
      </Sheet>
    </Page>
  );
}

interface RowsProps<Row> extends ListPageProps<Row> {
  use: ViewInUse;
  phone: boolean;
  /** Cards are being chosen; a tap chooses instead of opening. */
  choosing: boolean;
  onChosen: () => void;
}

function Rows<Row extends object>(props: RowsProps<Row>) {
  const { pages, title, use } = props;
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.data) ?? [], [pages.data]);
  const more = useCallback(() => {
    if (!pages.isFetchingNextPage) pages.fetchNextPage();
  }, [pages]);
  const shared = {
    label: title,
    rows,
    rowId: props.rowId,
    onOpen: props.onOpen,
    loading: pages.isPending || pages.isFetchingNextPage,
    hasMore: pages.hasNextPage,
    onMore: more,
    empty: <NothingListed {...props} />,
  };
  return (
    <div
      aria-busy={pages.isPlaceholderData}
      className="relative flex min-h-0 min-w-0 flex-1 flex-col transition-opacity aria-busy:opacity-50 aria-busy:delay-200"
    >
      {pages.error && !readFilterProblem(pages.error) ? (
        <ErrorState error={pages.error} retry={() => pages.refetch()} className="flex-1" />
      ) : props.phone ? (
        <ChoosableCards
          {...shared}
          card={props.card}
          selected={props.selected}
          onSelect={props.onSelect}
          choosing={props.choosing}
          onEnd={props.onChosen}
        />
      ) : (
        <DataTable
          {...shared}
          columns={props.columns}
          layout={use.layout}
          onLayoutChange={use.setLayout}
          openId={props.openId}
          hrefOf={props.hrefOf}
          selected={props.selected}
          onSelect={props.onSelect}
        />
      )}
      {props.bulk}
    </div>
  );
}

function Facets<Row>({ list, facets, search, onSearch }: ListPageProps<Row>) {
  return (
    <FacetPanel
      name={list.name}
      facets={facets.offered.flatMap((name) => list.fields.find((field) => field.name === name) ?? [])}
      openAtFirst={facets.open}
      filter={search.q ?? ""}
      onChange={(q) => onSearch({ q: q || undefined })}
      facetsQuery={list.facets}
      keysQuery={list.values}
    />
  );
}

function NothingListed<Row>({ search, onSearch, emptyTitle, emptyWhy }: ListPageProps<Row>) {
  const t = useT();
  const zone = useZone();
  const widest = parseRange("365d");
  return (
    <EmptyState
      icon={SearchX}
      title={search.q ? t("tracing.noMatch") : emptyTitle}
      action={
        <>
          {search.q && <Button onClick={() => onSearch({ q: undefined })}>{t("filter.clear")}</Button>}
          {search.range !== "365d" && <Button onClick={() => onSearch({ range: "365d" })}>{rangeLabel(widest, t, zone)}</Button>}
        </>
      }
    >
      {rangeLabel(parseRange(search.range, LIST_RANGE), t, zone)}
      {!search.q && ` · ${emptyWhy}`}
    </EmptyState>
  );
}
