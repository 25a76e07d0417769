/** The rows of a table as cards, for phones: virtual, each one a button that opens the row. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

export interface CardListProps<Row> {
  label: string;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  card: (row: Row) => ReactNode;
  onOpen?: (row: Row) => void;
  /** Ids of the chosen rows; absent: none can be chosen. The bar of actions stands over the last rows, which scroll free of it. */
  selected?: ReadonlySet<string> | undefined;
  onSelect?: ((selected: ReadonlySet<string>) => void) | undefined;
  loading?: boolean;
  hasMore?: boolean;
  onMore?: () => void;
  onAtTop?: (atTop: boolean) => void;
  empty: ReactNode;
}

const CARD_PIXELS = 88;

export function CardList<Row>({
  label,
  rows,
  rowId,
  card,
  onOpen,
  selected,
  onSelect,
  loading,
  hasMore,
  onMore,
  onAtTop,
  empty,
}: CardListProps<Row>) {
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_PIXELS,
    overscan: 8,
    getItemKey: (index) => {
      const row = rows[index];
      return row ? rowId(row) : index;
    },
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) onMore?.();
  }, [last, rows.length, hasMore, onMore]);
  const reportTop = useCallback(() => onAtTop?.((scroller.current?.scrollTop ?? 0) < 8), [onAtTop]);
  return (
    <div
      ref={scroller}
      onScroll={reportTop}
      className={cn("min-h-0 flex-1 overflow-y-auto bg-surface", selected && selected.size > 0 && "pb-44")}
    >
      {rows.length > 0 && (
        <ul aria-label={label} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                className={cn("absolute inset-x-0 flex border-line border-b", selected?.has(rowId(row)) && "bg-selected")}
                style={{ height: CARD_PIXELS, transform: `translateY(${item.start}px)` }}
              >
                {selected && onSelect && (
                  // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix; the label is its finger's room
                  <label className="-mr-3 grid w-12 shrink-0 place-items-center">
                    <Checkbox
                      aria-label={t("table.selectRow")}
                      checked={selected.has(rowId(row))}
                      onCheckedChange={(on) => onSelect(withOrWithout(selected, rowId(row), on === true))}
                    />
                  </label>
                )}
                <button
                  type="button"
                  className="h-full min-w-0 flex-1 px-4 py-2.5 text-left active:bg-hover"
                  onClick={() => onOpen?.(row)}
                >
                  {card(row)}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {loading && (
        <div role="status" aria-label={t("states.loading")} className="flex flex-col gap-5 p-4">
          {Array.from({ length: rows.length === 0 ? 7 : 1 }, (_, index) => (
            <Skeleton key={index} className="h-14" />
          ))}
        </div>
      )}
      {!loading && rows.length === 0 && empty}
    </div>
  );
}

/** The choice with a row more, or without it. */
export function withOrWithout(chosen: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}
