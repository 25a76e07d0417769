/** Every step in order of time with the beginning of its payloads: a trace to read from top to bottom. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { ErrorState } from "@/components/error-state";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";
import { DetailSkeleton } from "./observation-detail";
import type { LogEntry } from "./queries";
import { useTraceSource } from "./trace-source";

interface LogViewProps {
  origin: string;
  selected: string | null;
  onSelect: (id: string) => void;
}

export function LogView({ origin, selected, onSelect }: LogViewProps) {
  const t = useT();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(useTraceSource().log());
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 130,
    overscan: 6,
    getItemKey: (index) => entries[index]?.id ?? index,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= entries.length - 5 && hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [last, entries.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (error) return <ErrorState error={error} retry={() => refetch()} />;
  if (!data) return <DetailSkeleton />;
  return (
    <section
      ref={scroller}
      aria-label={t("trace.log")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto"
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (!entry) return null;
          return (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="absolute inset-x-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Entry entry={entry} origin={origin} chosen={entry.id === selected} onSelect={onSelect} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Entry({
  entry,
  origin,
  chosen,
  onSelect,
}: {
  entry: LogEntry;
  origin: string;
  chosen: boolean;
  onSelect: (id: string) => void;
}) {
  const t = useT();
  const offset = new Date(entry.start_time).getTime() - new Date(origin).getTime();
  const length = entry.end_time ? new Date(entry.end_time).getTime() - new Date(entry.start_time).getTime() : null;
  return (
    <article className={cn("border-line border-b px-4 py-2.5", chosen && "bg-selected")}>
      <button
        type="button"
        onClick={() => onSelect(entry.id)}
        className="flex w-full items-center gap-2 text-left text-sm hover:text-accent-text"
      >
        <span className="w-20 shrink-0 text-faint text-xs tabular-nums">+{formatDuration(offset)}</span>
        <TypeIcon type={entry.type} />
        <span className="truncate font-medium">{entry.name || t("trace.unnamed")}</span>
        <LevelMark level={entry.level} />
        {entry.model && <span className="truncate text-faint text-xs">{entry.model}</span>}
        <span className="ml-auto shrink-0 text-faint text-xs tabular-nums">{formatDuration(length)}</span>
      </button>
      {entry.status_message && (
        <p className="mt-1 line-clamp-4 whitespace-pre-wrap break-words text-danger-text text-xs">{entry.status_message}</p>
      )}
      <Side label={t("trace.input")} text={entry.input} total={entry.input_length} />
      <Side label={t("trace.output")} text={entry.output} total={entry.output_length} />
    </article>
  );
}

function Side({ label, text, total }: { label: string; text: string; total: number }) {
  if (!text) return null;
  return (
    <div className="mt-1 grid grid-cols-[3.5rem_1fr] gap-2 text-xs">
      <span className="text-faint">{label}</span>
      <pre className="line-clamp-6 whitespace-pre-wrap break-words font-mono text-soft">
        {text}
        {total > text.length && "…"}
      </pre>
    </div>
  );
}
