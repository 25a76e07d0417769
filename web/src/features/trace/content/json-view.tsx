/** Any JSON value, virtual: folding, search, copying a value or its path. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp, Copy, Route as PathIcon, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { copyText } from "@/lib/clipboard";
import { cn } from "@/lib/cn";
import { findInJson, type JsonRow, jsonRows } from "./json-rows";

const ROW = 22;
const INLINE = 400;
const TALLEST = 520;

export function JsonView({ value, label }: { value: unknown; label: string }) {
  const t = useT();
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [needle, setNeedle] = useState("");
  const [hit, setHit] = useState(0);
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
    const index = current === undefined ? -1 : rows.findIndex((row) => row.path === current && row.kind !== "close");
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "center" });
  }, [current, rows, virtualizer]);
  const step = (by: number) => found && setHit((now) => (now + by + found.hits.length) % Math.max(1, found.hits.length));
  return (
    <div className="min-w-0 overflow-hidden rounded-md bg-surface ring-1 ring-line">
      {rows.length > 12 && (
        <div className="flex items-center gap-1 border-line border-b px-2 py-1">
          <Search className="size-3.5 text-faint" aria-hidden />
          <Input
            value={needle}
            onChange={(event) => setNeedle(event.target.value)}
            onKeyDown={(event) => event.key === "Enter" && step(event.shiftKey ? -1 : 1)}
            placeholder={t("trace.searchJson")}
            aria-label={t("trace.searchJson")}
            className="h-7 flex-1 border-transparent bg-transparent text-xs shadow-none"
          />
          {found && (
            <>
              <span className="text-faint text-xs tabular-nums" aria-live="polite">
                {found.hits.length === 0 ? 0 : hit + 1}/{found.hits.length}
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
      )}
      <section
        ref={scroller}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="overflow-auto py-1 font-mono text-xs"
        style={{ maxHeight: TALLEST }}
      >
        <div className="relative min-w-max" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <Line
                key={`${row.path}${row.kind === "close" ? "]" : ""}`}
                row={row}
                top={item.start}
                marked={row.path === current}
                root={value}
                onToggle={() => setOpened((before) => new Map(before).set(row.path, !row.open))}
              />
            );
          })}
        </div>
      </section>
    </div>
  );
}

interface LineProps {
  row: JsonRow;
  top: number;
  marked: boolean;
  root: unknown;
  onToggle: () => void;
}

function Line({ row, top, marked, root, onToggle }: LineProps) {
  const t = useT();
  const folds = (row.kind === "object" || row.kind === "array") && Number(row.value) > 0;
  const copy = async (text: string) => {
    if (await copyText(text)) toast(t("states.copied"));
  };
  return (
    <div
      className={cn(
        "group absolute flex w-max min-w-full items-center gap-1 whitespace-pre pr-16 hover:bg-hover",
        marked && "bg-mark",
      )}
      style={{ top, height: ROW, paddingLeft: 8 + row.depth * 16 }}
    >
      {folds ? (
        <button
          type="button"
          onClick={onToggle}
          aria-expanded={row.open}
          className="-ml-3 w-3 text-faint hover:text-ink"
          aria-label={row.path}
        >
          {row.open ? "▾" : "▸"}
        </button>
      ) : null}
      {row.key !== null && <span className="text-blue">{row.key}:</span>}
      <Value row={row} onToggle={onToggle} />
      {row.kind !== "close" && (
        <span className="sticky right-1 ml-2 hidden gap-0.5 group-focus-within:flex group-hover:flex">
          <button
            type="button"
            className="rounded-sm bg-raised p-0.5 text-faint ring-1 ring-line hover:text-ink"
            aria-label={t("trace.copyValue")}
            onClick={() => copy(valueText(root, row))}
          >
            <Copy className="size-3" aria-hidden />
          </button>
          <button
            type="button"
            className="rounded-sm bg-raised p-0.5 text-faint ring-1 ring-line hover:text-ink"
            aria-label={t("trace.copyPath", { path: row.path })}
            onClick={() => copy(row.path)}
          >
            <PathIcon className="size-3" aria-hidden />
          </button>
        </span>
      )}
    </div>
  );
}

function Value({ row, onToggle }: { row: JsonRow; onToggle: () => void }) {
  if (row.kind === "close") return <span className="text-faint">{String(row.value)}</span>;
  if (row.kind === "object" || row.kind === "array") {
    const [left, right] = row.kind === "array" ? ["[", "]"] : ["{", "}"];
    if (row.open) return <span className="text-faint">{left}</span>;
    if (row.value === 0) return <span className="text-faint">{left + right}</span>;
    return (
      <button type="button" onClick={onToggle} className="text-faint hover:text-ink">
        {left} {String(row.value)} {right}
      </button>
    );
  }
  if (row.kind === "string") {
    const text = String(row.value);
    const shown = JSON.stringify(text.length > INLINE ? `${text.slice(0, INLINE)}…` : text);
    return <span className="text-green">{shown}</span>;
  }
  if (row.kind === "null") return <span className="text-faint">null</span>;
  return <span className="text-orange">{String(row.value)}</span>;
}

/** The value under a row's path, found again by walking, so that rows need not hold it. */
function valueText(root: unknown, row: JsonRow): string {
  if (row.kind !== "object" && row.kind !== "array") return typeof row.value === "string" ? row.value : JSON.stringify(row.value);
  const steps = [...row.path.slice(1).matchAll(/\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)];
  let value: unknown = root;
  for (const [, name, index, quoted] of steps) {
    const key = name ?? (index !== undefined ? Number(index) : JSON.parse(quoted ?? '""'));
    value = (value as Record<string | number, unknown>)?.[key as string];
  }
  return JSON.stringify(value, null, 2) ?? "";
}
