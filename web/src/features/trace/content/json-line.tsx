/** One line of the JSON view: key, value with its commented ranges, and what can be done with it. */
import { Copy, MessageSquare, MessageSquarePlus, Route as PathIcon } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { copyText } from "@/lib/clipboard";
import { cn } from "@/lib/cn";
import { valueAt } from "../quotes/json-path";
import { Pieces } from "../quotes/pieces";
import type { Span } from "../quotes/places";
import type { FieldQuotes } from "../quotes/use-field-quotes";
import type { JsonRow } from "./json-rows";

export const ROW = 22;
const INLINE = 400;
/** What stands before a range that begins behind the part of a long text that is shown. */
const BEFORE_RANGE = 60;

interface JsonLineProps {
  row: JsonRow;
  top: number;
  marked: boolean;
  active: boolean;
  root: unknown;
  onToggle: () => void;
  /** Comments on this value, and on those that are folded away in it. */
  spans: readonly Span[];
  inside: readonly Span[];
  shown: Span | null;
  quotes: FieldQuotes | undefined;
}

export function JsonLine({ row, top, marked, active, root, onToggle, spans, inside, shown, quotes }: JsonLineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.focus({ preventScroll: true });
  }, [active]);
  const folds = (row.kind === "object" || row.kind === "array") && Number(row.value) > 0;
  const isShown = shown !== null && shown.range === null;
  useEffect(() => {
    if (isShown) line.current?.scrollIntoView({ block: "center" });
  }, [isShown]);
  return (
    <div
      ref={line}
      tabIndex={-1}
      data-path={row.path}
      className={cn(
        "group absolute flex w-max min-w-full items-center gap-1 whitespace-pre pr-16 outline-none hover:bg-hover focus:bg-selected",
        (marked || isShown) && "bg-mark",
      )}
      style={{ top, height: ROW, paddingLeft: 8 + row.depth * 16 }}
    >
      {folds ? (
        <button
          type="button"
          onClick={onToggle}
          aria-expanded={row.open}
          className="-ml-3 w-3 select-none text-faint hover:text-ink"
          aria-label={row.path}
        >
          {row.open ? "▾" : "▸"}
        </button>
      ) : null}
      {row.key !== null && <span className="text-blue">{row.key}:</span>}
      <Value row={row} onToggle={onToggle} spans={spans} shown={shown} />
      {row.kind !== "close" && <CommentMark spans={spans} inside={inside} quotes={quotes} />}
      {row.kind !== "close" && <Actions row={row} root={root} quotes={quotes} />}
    </div>
  );
}

function CommentMark({ spans, inside, quotes }: Pick<JsonLineProps, "spans" | "inside" | "quotes">) {
  const t = useT();
  const all = spans.length > 0 ? spans : inside;
  const first = all[0];
  if (!first) return null;
  return (
    <button
      type="button"
      aria-label={t.count("trace.commentsHere", all.length)}
      title={t.count("trace.commentsHere", all.length)}
      onClick={() => quotes?.open(first.id)}
      className="ml-1 inline-flex select-none items-center gap-0.5 rounded-sm bg-accent-soft px-1 text-2xs text-accent-text hover:underline"
    >
      <MessageSquare className="size-3" aria-hidden />
      {all.length}
    </button>
  );
}

function Actions({ row, root, quotes }: Pick<JsonLineProps, "row" | "root" | "quotes">) {
  const t = useT();
  const copy = async (text: string) => {
    if (await copyText(text)) toast(t("states.copied"));
  };
  const { askWhole } = quotes ?? {};
  return (
    <span className="sticky right-1 ml-2 hidden select-none gap-0.5 group-focus-within:flex group-hover:flex">
      {askWhole && (
        <RowButton label={t("trace.commentValue", { path: row.path })} onClick={() => askWhole(row.path)}>
          <MessageSquarePlus className="size-3" aria-hidden />
        </RowButton>
      )}
      <RowButton label={t("trace.copyValue")} onClick={() => copy(valueText(root, row))}>
        <Copy className="size-3" aria-hidden />
      </RowButton>
      <RowButton label={t("trace.copyPath", { path: row.path })} onClick={() => copy(row.path)}>
        <PathIcon className="size-3" aria-hidden />
      </RowButton>
    </span>
  );
}

function RowButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="rounded-sm bg-raised p-0.5 text-faint ring-1 ring-line hover:text-ink"
      aria-label={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function Value({ row, onToggle, spans, shown }: Pick<JsonLineProps, "row" | "onToggle" | "spans" | "shown">) {
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
  if (row.kind === "string") return <Text text={String(row.value)} path={row.path} spans={spans} shown={shown} />;
  return (
    <span className={row.kind === "null" ? "text-faint" : "text-orange"} data-quoted={row.path}>
      {String(row.value)}
    </span>
  );
}

/** A long text by its beginning, or around the range that is asked for. */
function Text({ text, path, spans, shown }: { text: string; path: string; spans: readonly Span[]; shown: Span | null }) {
  const behind = (shown?.range?.from ?? 0) >= INLINE - BEFORE_RANGE;
  const from = behind ? wholePoint(text, (shown?.range?.from ?? 0) - BEFORE_RANGE) : 0;
  const to = wholePoint(text, Math.min(text.length, from + INLINE));
  return (
    <span className="text-green" data-quoted={path}>
      "{from > 0 && "…"}
      <Pieces text={text} from={from} to={to} spans={spans} shown={shown} escaped />
      {to < text.length && "…"}"
    </span>
  );
}

/** Not between the halves of a pair of surrogates. */
const wholePoint = (text: string, at: number) => (/[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at - 1 : at);

/** The value of a row, containers found again by walking, so that rows need not hold it. */
function valueText(root: unknown, row: JsonRow): string {
  if (row.kind === "object" || row.kind === "array") return JSON.stringify(valueAt(root, row.path), null, 2) ?? "";
  return typeof row.value === "string" ? row.value : JSON.stringify(row.value);
}
