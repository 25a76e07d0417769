/** Any JSON value, virtual: folding, search, copying a value or its path, comments on values and ranges of them. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { isInside, pathsAbove } from "../quotes/json-path";
import type { Span } from "../quotes/places";
import type { FieldQuotes } from "../quotes/use-field-quotes";
import { JsonLine, ROW } from "./json-line";
import { findInJson, type JsonRow, jsonRows } from "./json-rows";

const TALLEST = 520;
const NO_SPANS: readonly Span[] = [];

interface JsonViewProps {
  value: unknown;
  label: string;
  /** Comments on this value, where it is a field of its own. */
  quotes?: FieldQuotes;
}

export function JsonView({ value, label, quotes }: JsonViewProps) {
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [needle, setNeedle] = useState("");
  const [hit, setHit] = useState(0);
  const [active, setActive] = useState<string | null>(null);
  const found = useMemo(() => (needle.length > 1 ? findInJson(value, needle) : null), [value, needle]);
  useEffect(() => {
    if (found) setOpened((before) => new Map([...before, ...found.open]));
    setHit(0);
  }, [found]);
  const rows = useMemo(() => jsonRows(value, opened), [value, opened]);
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const current = found?.hits[hit];
  useEffect(() => {
    const index = current === undefined ? -1 : rowOf(rows, current);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "center" });
  }, [current, rows, virtualizer]);
  const shown = quotes?.shown ?? null;
  useEffect(() => {
    if (!shown) return;
    setOpened((before) => new Map([...before, ...pathsAbove(shown.path).map((path) => [path, true] as const)]));
    scroller.current?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  const reached = useRef<Span | null>(null);
  useEffect(() => {
    const index = shown === null || reached.current === shown ? -1 : rowOf(rows, shown.path);
    if (index < 0) return;
    reached.current = shown;
    virtualizer.scrollToIndex(index, { align: "center" });
  }, [shown, rows, virtualizer]);
  const spansAt = useMemo(() => groupSpans(quotes?.spans ?? NO_SPANS), [quotes?.spans]);
  const toggle = (row: JsonRow) => setOpened((before) => new Map(before).set(row.path, !row.open));
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows.find((one) => one.path === active && one.kind !== "close");
    const act = keyAction(event, rows, row, { toggle, ask: quotes?.askWhole, open: (path) => openFirst(path, spansAt, quotes) });
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === "done") return;
    setActive(act.path);
    virtualizer.scrollToIndex(rowOf(rows, act.path), { align: "auto" });
  };
  return (
    <div className="min-w-0 overflow-hidden rounded-md bg-surface ring-1 ring-line">
      {rows.length > 12 && (
        <SearchLine needle={needle} onNeedle={setNeedle} hits={found?.hits.length ?? null} hit={hit} onHit={setHit} />
      )}
      <section
        ref={scroller}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="overflow-auto py-1 font-mono text-xs"
        style={{ maxHeight: TALLEST }}
        onKeyDown={onKeyDown}
      >
        <div className="relative min-w-max" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <JsonLine
                key={`${row.path}${row.kind === "close" ? "]" : ""}`}
                row={row}
                top={item.start}
                marked={row.path === current}
                active={row.path === active && row.kind !== "close"}
                root={value}
                onToggle={() => toggle(row)}
                spans={spansAt.get(row.path) ?? NO_SPANS}
                inside={!row.open && Number(row.value) > 0 ? spansInside(row.path, quotes?.spans ?? NO_SPANS) : NO_SPANS}
                shown={shown?.path === row.path ? shown : null}
                quotes={quotes}
              />
            );
          })}
        </div>
      </section>
    </div>
  );
}

interface SearchLineProps {
  needle: string;
  onNeedle: (needle: string) => void;
  /** Null while nothing is searched for. */
  hits: number | null;
  hit: number;
  onHit: (hit: number) => void;
}

function SearchLine({ needle, onNeedle, hits, hit, onHit }: SearchLineProps) {
  const t = useT();
  const step = (by: number) => hits !== null && onHit((hit + by + hits) % Math.max(1, hits));
  return (
    <div className="flex items-center gap-1 border-line border-b px-2 py-1">
      <Search className="size-3.5 text-faint" aria-hidden />
      <Input
        value={needle}
        onChange={(event) => onNeedle(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && step(event.shiftKey ? -1 : 1)}
        placeholder={t("trace.searchJson")}
        aria-label={t("trace.searchJson")}
        className="h-7 flex-1 border-transparent bg-transparent text-xs shadow-none"
      />
      {hits !== null && (
        <>
          <span className="text-faint text-xs tabular-nums" aria-live="polite">
            {hits === 0 ? 0 : hit + 1}/{hits}
          </span>
          <Button variant="ghost" size="icon-sm" aria-label={t("trace.previousHit")} onClick={() => step(-1)}>
            <ChevronUp aria-hidden />
          </Button>
          <Button variant="ghost" size="icon-sm" aria-label={t("trace.nextHit")} onClick={() => step(1)}>
            <ChevronDown aria-hidden />
          </Button>
        </>
      )}
    </div>
  );
}

const rowOf = (rows: readonly JsonRow[], path: string) => rows.findIndex((row) => row.path === path && row.kind !== "close");

function groupSpans(spans: readonly Span[]): ReadonlyMap<string, Span[]> {
  const groups = new Map<string, Span[]>();
  for (const span of spans) groups.set(span.path, [...(groups.get(span.path) ?? []), span]);
  return groups;
}

const spansInside = (path: string, spans: readonly Span[]) =>
  spans.length === 0 ? NO_SPANS : spans.filter((span) => isInside(span.path, path));

function openFirst(path: string, spans: ReadonlyMap<string, Span[]>, quotes: FieldQuotes | undefined): void {
  const first = spans.get(path)?.[0];
  if (first) quotes?.open(first.id);
}

interface RowActions {
  toggle: (row: JsonRow) => void;
  ask?: (path: string) => void;
  open: (path: string) => void;
}

/** Arrows walk and fold, c comments, Enter opens a comment: the row to go to, "done", or null for a key of somebody else. */
function keyAction(event: KeyboardEvent, rows: readonly JsonRow[], row: JsonRow | undefined, actions: RowActions) {
  if (event.target !== event.currentTarget && !(event.target as HTMLElement).matches("[data-path]")) return null;
  if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return null;
  if (event.key === "ArrowDown") return nextRow(rows, row, 1);
  if (event.key === "ArrowUp") return nextRow(rows, row, -1);
  return row && actOn(row, event.key, actions) ? ("done" as const) : null;
}

function nextRow(rows: readonly JsonRow[], row: JsonRow | undefined, by: 1 | -1) {
  let index = row ? rows.indexOf(row) + by : 0;
  while (rows[index]?.kind === "close") index += by;
  return rows[index] ?? ("done" as const);
}

function actOn(row: JsonRow, key: string, actions: RowActions): boolean {
  const folds = (row.kind === "object" || row.kind === "array") && Number(row.value) > 0;
  if (folds && key === (row.open ? "ArrowLeft" : "ArrowRight")) actions.toggle(row);
  else if (key === "c" && actions.ask && document.getSelection()?.isCollapsed !== false) actions.ask(row.path);
  else if (key === "Enter") actions.open(row.path);
  else return false;
  return true;
}
