/** A page that is one list: title, range of time, refresh, search bar, columns, virtual rows, and perhaps a panel beside them. */
import { SearchX } from "lucide-react";
import { type ReactNode, useCallback, useMemo } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import type { FilterField } from "@/components/filter/fields";
import { FilterBar, type ValuesQuery } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { Page } from "@/components/page";
import { parseRefresh, RefreshControl } from "@/components/refresh-control";
import { rangeLabel, TimeRangePicker } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { useStored } from "@/lib/storage";
import { parseRange, rangeText } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { ColumnMenu } from "./column-menu";
import { EMPTY_LAYOUT, type TableColumn, type TableLayout } from "./columns";
import { DataTable } from "./data-table";

/** The state of a list, as it stands in the URL of its page. */
export interface ListSearch {
  /** The filter, in the filter grammar. */
  q?: string;
  range?: string;
  /** Seconds. */
  refresh?: string;
}

export const LIST_RANGE = "7d";

/** An infinite query, as far as a list reads it. */
export interface Pages<Row> {
  data: { pages: { data: Row[] }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface ListPageProps<Row> {
  /** Layout and recent searches are remembered under this name. */
  name: string;
  title: string;
  search: ListSearch;
  onSearch: (change: ListSearch) => void;
  onRefresh: () => void;
  columns: readonly TableColumn<Row>[];
  pages: Pages<Row>;
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  hrefOf?: (row: Row) => string;
  openId?: string | null;
  fields: readonly FilterField[];
  valuesQuery: ValuesQuery;
  searchHint: string;
  /** What an unfiltered, empty list explains. */
  emptyTitle: string;
  emptyWhy: string;
  actions?: ReactNode;
  /** Beside the table. */
  panel?: ReactNode;
}

export function ListPage<Row extends object>(props: ListPageProps<Row>) {
  const { name, title, search, onSearch, columns, pages, rowId } = props;
  const [layout, setLayout] = useStored<TableLayout>(`table.${name}`, EMPTY_LAYOUT);
  const range = parseRange(search.range, LIST_RANGE);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.data) ?? [], [pages.data]);
  const problem = readFilterProblem(pages.error);
  const more = useCallback(() => {
    if (!pages.isFetchingNextPage) pages.fetchNextPage();
  }, [pages]);
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
            onRefresh={props.onRefresh}
            fetching={pages.isFetching}
          />
        </>
      }
    >
      <div className="flex shrink-0 items-center gap-2 border-line border-b bg-surface px-3 py-2">
        <div className="flex min-w-0 flex-1">
          <FilterBar
            name={name}
            value={search.q ?? ""}
            onChange={(q) => onSearch({ q: q || undefined })}
            fields={props.fields}
            valuesQuery={props.valuesQuery}
            problem={problem}
            placeholder={props.searchHint}
          />
        </div>
        <ColumnMenu columns={columns} layout={layout} onChange={setLayout} />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {pages.error && !problem ? (
            <ErrorState error={pages.error} retry={() => pages.refetch()} className="flex-1" />
          ) : (
            <DataTable
              label={title}
              columns={columns}
              rows={rows}
              rowId={rowId}
              layout={layout}
              onLayoutChange={setLayout}
              openId={props.openId}
              onOpen={props.onOpen}
              hrefOf={props.hrefOf}
              loading={pages.isPending || pages.isFetchingNextPage}
              hasMore={pages.hasNextPage}
              onMore={more}
              empty={<NothingListed {...props} />}
            />
          )}
        </div>
        {props.panel}
      </div>
    </Page>
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
      {rangeLabel(parseRange(search.range, LIST_RANGE), t, zone)}. {!search.q && emptyWhy}
    </EmptyState>
  );
}

/** Where the server says the filter is wrong; null for any other failure. */
