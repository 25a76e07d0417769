/** Every step in order of time with the beginning of its payloads: a trace to read from top to bottom. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { ErrorState } from "@/components/error-state";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";
import { DetailSkeleton } from "../observation-detail";
import type { LogEntry, TraceHit } from "../queries";
import { useTraceSource } from "../trace-source";
import { LogActions } from "./log-actions";
import { foundWords, fromFirstHit, markWords } from "./log-hits";

interface LogViewProps {
  origin: string;
  /** How many steps the whole trace has. */
  total: number;
  selected: string | null;
  onSelect: (id: string) => void;
  /** What was searched for and found; null without a search. */
  hits: readonly TraceHit[] | null;
}

/** A hit behind more steps than this is shown beside the log only: reading on to it would take long. */
const MOST_SOUGHT = 3_000;

export function LogView({ origin, total, selected, onSelect, hits }: LogViewProps) {
  const t = useT();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(useTraceSource().log());
  const entries = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const found = useMemo(() => (hits ? new Map(hits.map((hit) => [hit.id, hit])) : null), [hits]);
  const words = useMemo(() => foundWords(hits ?? []), [hits]);
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
  const goal = selected !== null && found?.has(selected) ? selected : null;
  const place = useMemo(() => (goal === null ? -1 : entries.findIndex((entry) => entry.id === goal)), [entries, goal]);
  const isAway = goal !== null && place < 0 && hasNextPage;
  const isSeeking = isAway && entries.length < MOST_SOUGHT;
  useEffect(() => {
    if ((last >= entries.length - 5 || isSeeking) && hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [last, entries.length, isSeeking, hasNextPage, isFetchingNextPage, fetchNextPage]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another hit is chosen or has arrived
  useEffect(() => {
    if (place >= 0) virtualizer.scrollToIndex(place, { align: "center" });
  }, [place]);
  if (error) return <ErrorState error={error} retry={() => refetch()} />;
  if (!data) return <DetailSkeleton />;
  return (
    <>
      <LogActions origin={origin} total={total} seeking={isSeeking ? "on" : isAway ? "tooFar" : "off"} />
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
                <Entry
                  entry={entry}
                  hit={found?.get(entry.id)}
                  words={words}
                  origin={origin}
                  chosen={entry.id === selected}
                  onSelect={onSelect}
                />
              </div>
            );
          })}
        </div>
      </section>
    </>
  );
}

interface EntryProps {
  entry: LogEntry;
  hit: TraceHit | undefined;
  words: readonly string[];
  origin: string;
  chosen: boolean;
  onSelect: (id: string) => void;
}

function Entry({ entry, hit, words, origin, chosen, onSelect }: EntryProps) {
  const t = useT();
  const offset = new Date(entry.start_time).getTime() - new Date(origin).getTime();
  const length = entry.end_time ? new Date(entry.end_time).getTime() - new Date(entry.start_time).getTime() : null;
  const marked = hit ? words : NONE;
  return (
    <article className={cn("border-line border-b px-4 py-2.5", hit && "border-l-2 border-l-accent", chosen && "bg-selected")}>
      <button
        type="button"
        onClick={() => onSelect(entry.id)}
        className="flex w-full items-center gap-2 text-left text-sm hover:text-accent-text"
      >
        <span className="w-20 shrink-0 text-faint text-xs tabular-nums">+{formatDuration(offset)}</span>
        <TypeIcon type={entry.type} />
        <span className="truncate font-medium">
          <Marked text={entry.name || t("trace.unnamed")} words={marked} />
        </span>
        <LevelMark level={entry.level} />
        {entry.model && <span className="truncate text-faint text-xs">{entry.model}</span>}
        <span className="ml-auto shrink-0 text-faint text-xs tabular-nums">{formatDuration(length)}</span>
      </button>
      {entry.status_message && (
        <p className="mt-1 line-clamp-4 whitespace-pre-wrap break-words text-danger-text text-xs">
          <Marked text={entry.status_message} words={marked} />
        </p>
      )}
      {SIDES.map((side) => (
        <Side key={side} label={t(`trace.${side}`)} side={side} entry={entry} hit={hit} words={marked} />
      ))}
    </article>
  );
}

const NONE: readonly string[] = [];
const SIDES = ["input", "output"] as const;

interface SideProps {
  label: string;
  side: (typeof SIDES)[number];
  entry: LogEntry;
  hit: TraceHit | undefined;
  words: readonly string[];
}

function Side({ label, side, entry, hit, words }: SideProps) {
  const text = entry[side];
  if (!text) return null;
  // A hit further back than the log's texts reach is shown with the piece that the search brought.
  const beyond = hit?.highlights.find((one) => one.field === side)?.text;
  const shown = (hit && fromFirstHit(text, words)) ?? (beyond ? `…${beyond}` : text);
  return (
    <div className="mt-1 grid grid-cols-[3.5rem_1fr] gap-2 text-xs">
      <span className="text-faint">{label}</span>
      <pre className="line-clamp-6 whitespace-pre-wrap break-words font-mono text-soft">
        <Marked text={shown} words={words} />
        {entry[`${side}_length`] > text.length && "…"}
      </pre>
    </div>
  );
}

function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return markWords(text, words).map((piece, index) =>
    piece.isHit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
  );
}
