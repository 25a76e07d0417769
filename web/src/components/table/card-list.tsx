/** The rows of a table as cards, for phones: virtual, each one a button that opens the row. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";

interface CardListProps<Row> {
  label: string;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  card: (row: Row) => ReactNode;
  onOpen?: (row: Row) => void;
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
    <div ref={scroller} onScroll={reportTop} className="min-h-0 flex-1 overflow-y-auto bg-surface">
      {rows.length > 0 && (
        <ul aria-label={label} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                className="absolute inset-x-0 border-line border-b"
                style={{ height: CARD_PIXELS, transform: `translateY(${item.start}px)` }}
              >
                <button
                  type="button"
                  className="h-full w-full px-4 py-2.5 text-left active:bg-hover"
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
