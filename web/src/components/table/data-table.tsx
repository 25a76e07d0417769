/** The table of every list page: virtual rows, resizable columns, selection, J/K, a row marked as open. */
import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { arrange, fitWidths, isVisible, move, ROW_PIXELS, SELECT_PIXELS, type TableColumn, type TableLayout } from "./columns";
import type { Sort } from "./header-cell";
import { TableHead } from "./table-head";
import { TableRow } from "./table-row";
import { useCursor } from "./use-cursor";

export type { Sort } from "./header-cell";

const features = tableFeatures({
  columnVisibilityFeature,
  columnOrderingFeature,
  columnSizingFeature,
  columnResizingFeature,
  rowSelectionFeature,
});

const NO_SELECTION: ReadonlySet<string> = new Set();

interface DataTableProps<Row> {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  layout: TableLayout;
  onLayoutChange: (layout: TableLayout) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  /** The row that is open in the panel beside the table. */
  openId?: string | null;
  onOpen?: (row: Row) => void;
  /** Where the row leads when it is opened in a new tab. */
  hrefOf?: (row: Row) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  loading?: boolean;
  hasMore?: boolean;
  onMore?: () => void;
  /** Called when the reader leaves or reaches the first row. */
  onAtTop?: (atTop: boolean) => void;
  /** Rows that just arrived, marked for a moment. */
  fresh?: ReadonlySet<string>;
  empty: ReactNode;
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, layout, onLayoutChange, openId, onOpen, loading, hasMore, onMore, onAtTop } = props;
  const selected = props.selected ?? NO_SELECTION;
  const arranged = useMemo(() => arrange(columns, layout.order), [columns, layout.order]);
  const order = arranged.map((column) => column.id);
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns(
      columns.map((column) =>
        helper.display({ id: column.id, header: column.header, size: column.width, minSize: 48, maxSize: 1200 }),
      ),
    );
  }, [columns]);
  /** Widths of columns while their edges are dragged; null otherwise. */
  const [dragged, setDragged] = useState<Record<string, number> | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const available = useWidth(scroller) - (props.onSelect ? SELECT_PIXELS : 0);
  const fitted = useMemo(
    () =>
      fitWidths(
        arranged.filter((column) => isVisible(column, layout)),
        layout.widths,
        available,
      ),
    [arranged, layout, available],
  );
  const data = rows as Row[];
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    columnResizeMode: "onChange",
    state: {
      columnOrder: order,
      columnVisibility: Object.fromEntries(arranged.map((column) => [column.id, isVisible(column, layout)])),
      columnSizing: { ...fitted, ...layout.widths, ...dragged },
    },
    onColumnSizingChange: (change) => setDragged((before) => (typeof change === "function" ? change(before ?? {}) : change)),
  });
  // The other columns keep the widths they have now: nothing moves when the mouse is let go.
  const resize = useCallback(
    (widths: Record<string, number>) => onLayoutChange({ ...layout, widths: { ...fitted, ...layout.widths, ...widths } }),
    [layout, fitted, onLayoutChange],
  );
  // The width is kept when the drag has ended, not at every pixel of it.
  const resizing = table.state.columnResizing.isResizingColumn !== false;
  useEffect(() => {
    if (resizing || dragged === null) return;
    setDragged(null);
    if (Object.keys(dragged).length > 0) resize(dragged);
  }, [resizing, dragged, resize]);

  const tableRows = table.getRowModel().rows;
  const pixels = ROW_PIXELS[layout.height];
  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => pixels,
    overscan: 12,
    getItemKey: (index) => tableRows[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height changes
  useEffect(() => virtualizer.measure(), [pixels, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && onMore && last >= tableRows.length - 20) onMore();
  }, [last, tableRows.length, hasMore, onMore]);

  const cursor = useCursor({
    rows,
    rowId,
    openId: openId ?? null,
    onOpen,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  });
  const selectable = props.onSelect !== undefined;
  const shown = (table.getHeaderGroups()[0]?.headers ?? []).flatMap((header) => {
    const column = byId.get(header.column.id);
    return column ? [{ column, width: header.getSize(), startResize: header.getResizeHandler() }] : [];
  });
  const width = table.getTotalSize() + (selectable ? SELECT_PIXELS : 0);
  const allSelected = rows.length > 0 && rows.every((row) => selected.has(rowId(row)));
  const selection = allSelected || (selected.size > 0 ? "indeterminate" : false);
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    props.onSelect?.(next);
  };
  const reportTop = useCallback(() => onAtTop?.((scroller.current?.scrollTop ?? 0) < 8), [onAtTop]);

  return (
    <div
      ref={scroller}
      tabIndex={0}
      onScroll={reportTop}
      aria-label={label}
      role="region"
      className="relative min-h-0 flex-1 overflow-auto bg-surface"
    >
      <div
        role="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        className="min-w-full"
        style={{ width }}
      >
        <TableHead
          shown={shown}
          sort={props.sort}
          onSort={props.onSort}
          onResize={resize}
          onMove={(id, target) => onLayoutChange({ ...layout, order: move(order, id, target) })}
          selection={selectable ? selection : undefined}
          onSelectAll={(on) => props.onSelect?.(on ? new Set(rows.map(rowId)) : NO_SELECTION)}
        />
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const tableRow = tableRows[item.index];
            if (!tableRow) return null;
            const id = tableRow.id;
            return (
              <TableRow
                key={id}
                row={tableRow.original as Row}
                shown={shown}
                height={layout.height}
                index={item.index}
                pixels={pixels}
                top={item.start}
                open={id === openId}
                cursor={item.index === cursor}
                fresh={props.fresh?.has(id) ?? false}
                selected={selectable ? selected.has(id) : undefined}
                onSelect={(on) => toggle(id, on)}
                onOpen={onOpen}
                hrefOf={props.hrefOf}
              />
            );
          })}
        </div>
      </div>
      {loading && <LoadingRows pixels={pixels} first={rows.length === 0} />}
      {!loading && rows.length === 0 && <div className="sticky left-0">{props.empty}</div>}
    </div>
  );
}

/** The pixels there are for columns; 0 until they are known. */
function useWidth(scroller: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, [scroller]);
  return width;
}

function LoadingRows({ pixels, first }: { pixels: number; first: boolean }) {
  const t = useT();
  return (
    <div className="sticky left-0" role="status" aria-label={t("states.loading")}>
      {Array.from({ length: first ? 16 : 2 }, (_, index) => (
        <div key={index} className="flex items-center gap-6 border-line border-b px-3" style={{ height: pixels }}>
          <Skeleton className="w-4" />
          <Skeleton className="w-32" />
          <Skeleton className="flex-1" style={{ maxWidth: `${60 - ((index * 23) % 30)}%` }} />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  );
}
