/** The contents of table cells that traces and observations share. */
import { Link } from "@tanstack/react-router";
import { MessageSquare } from "lucide-react";
import type { ReactNode } from "react";
import type { RowHeight } from "@/components/table/columns";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { NOTHING } from "@/lib/format";
import { readable } from "@/lib/readable";
import type { TraceRow } from "./queries";

type Highlight = NonNullable<TraceRow["highlights"]>[number];
type Hits = Pick<Highlight, "text" | "ranges">;

interface PreviewProps {
  text: string;
  height: RowHeight;
  /** Where searched words stand; shown instead of the beginning of the text. */
  highlight?: Highlight;
}

/** Whole lines: none is cut through its middle. */
const LINES = { m: "line-clamp-3", l: "line-clamp-6" };

/** A bounded preview of a long text: one line in S, as much as fits in M and L. */
export function Preview({ text, height, highlight }: PreviewProps) {
  if (highlight) {
    return (
      <p
        dir="auto"
        className={cn(
          "min-w-0 flex-1 text-soft text-xs",
          height === "s" ? "truncate" : cn("break-words leading-4.5", LINES[height]),
        )}
      >
        <Marked {...(height === "s" ? nearFirstHit(highlight) : highlight)} />
      </p>
    );
  }
  if (text === "") return <span className="text-faint">{NOTHING}</span>;
  const shown = readable(text);
  if (height === "s") {
    return (
      <span dir="auto" className="min-w-0 flex-1 truncate text-soft text-xs">
        {shown.slice(0, 160).replace(/\s+/g, " ")}
      </span>
    );
  }
  return (
    <p dir="auto" className={cn("min-w-0 flex-1 whitespace-pre-wrap break-words text-soft text-xs leading-4.5", LINES[height])}>
      {shown}
    </p>
  );
}

/** Characters before a hit that a narrow cell still shows together with it. */
const BEFORE_HIT = 8;

/** One line has no room for all that stands before the first hit. */
export function nearFirstHit({ text, ranges }: Hits): Hits {
  const cut = (ranges[0]?.[0] ?? 0) - BEFORE_HIT;
  if (cut <= 1) return { text, ranges };
  const rest = [...text].slice(cut).join("");
  return { text: `…${rest}`, ranges: ranges.map(([from = 0, to = 0]) => [from - cut + 1, to - cut + 1]) };
}

/** A text with its hits marked. */
function Marked({ text, ranges }: Hits) {
  return hitPieces({ text, ranges }).map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece));
}

/** What stands before, in, between and after the hits by turns. The server counts code points, not the units of JavaScript. */
export function hitPieces({ text, ranges }: Hits): string[] {
  const characters = [...text];
  const edges = [0, ...ranges.flat(), characters.length];
  return edges.slice(1).map((edge, index) => characters.slice(edges[index], edge).join(""));
}

export function Plain({ text, mono = false }: { text: string; mono?: boolean }) {
  if (text === "") return <span className="text-faint">{NOTHING}</span>;
  return (
    <span className={cn("truncate", mono && "font-mono text-xs")} title={text}>
      {text}
    </span>
  );
}

/** Beside the name of what people commented on. */
export function CommentCount({ count = 0 }: { count?: number | null }) {
  const t = useT();
  if (!count) return null;
  return (
    <span
      title={t.count("scores.comments", count)}
      className="flex shrink-0 items-center gap-0.5 font-normal text-2xs text-accent-text"
    >
      <MessageSquare className="size-3" aria-hidden />
      {count}
    </span>
  );
}

type RowScore = TraceRow["scores"][number];

export function scoreText(score: RowScore): string {
  if (score.text !== null) return score.text;
  if (score.data_type === "BOOLEAN") return score.value ? "true" : "false";
  return score.value === null ? NOTHING : String(Math.round(score.value * 1000) / 1000);
}

export function Scores({ scores }: { scores: readonly RowScore[] }) {
  if (scores.length === 0) return <span className="text-faint">{NOTHING}</span>;
  return (
    <span className="flex min-w-0 gap-1 overflow-hidden [&>:not(:only-child)]:shrink-0">
      {scores.map((score, index) => (
        <Badge key={index} title={`${score.name}: ${scoreText(score)}`}>
          <span className="text-faint">{score.name}</span>
          {scoreText(score)}
        </Badge>
      ))}
    </span>
  );
}

/** The name of a row as the link to its trace; the row itself opens the side panel. */
export function RowLink({ projectId, traceId, observationId, children }: RowLinkProps) {
  return (
    <Link
      to="."
      search={(previous) => ({ ...previous, peek: traceId, observation: observationId })}
      data-trace={traceId}
      className="flex min-w-0 items-center gap-1.5 rounded-xs font-medium hover:underline"
      onClick={(event) => {
        if (!event.metaKey && !event.ctrlKey) return;
        event.preventDefault();
        window.open(traceHref(projectId, traceId, observationId), "_blank", "noopener");
      }}
    >
      {children}
    </Link>
  );
}

interface RowLinkProps {
  projectId: string;
  traceId: string;
  observationId?: string;
  children: ReactNode;
}

/** The address of a trace's own page. */
export function traceHref(projectId: string, traceId: string, observationId?: string): string {
  const search = observationId ? `?observation=${encodeURIComponent(observationId)}` : "";
  return `/projects/${projectId}/traces/${encodeURIComponent(traceId)}${search}`;
}
