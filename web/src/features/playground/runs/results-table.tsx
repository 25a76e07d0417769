/** The rows of a run beside each column's answer; only the rows in sight are drawn. A cell opens to be read whole. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCost, formatDuration } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { AnswerDiff } from "../answers/answer-diff";
import { AnswerView, readable } from "../answers/answer-view";
import { letterOf, titleOf } from "../draft";
import type { Answer, RowOut, RunOut } from "../queries";
import { isUnderWay } from "./run-queries";
import { cellText } from "./table-dialog";

interface ResultsTableProps {
  projectId: string;
  run: RunOut;
  rows: RowOut[];
  compare: string | null;
  isLoading: boolean;
  hasMore: boolean;
  onMore: () => void;
}

const ROW_HEIGHT = 96;

export function ResultsTable(props: ResultsTableProps) {
  const { projectId, run, rows, compare, isLoading, hasMore, onMore } = props;
  const t = useT();
  const phone = usePhone();
  const frame = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<{ index: number; columnId: string } | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 10) onMore();
  }, [hasMore, last, rows.length, onMore]);
  if (isLoading) return <Skeleton className="m-4 h-64" />;
  const names = run.variables;
  const template = phone
    ? `2rem repeat(${names.length}, 6.5rem) repeat(${run.columns.length}, 15rem)`
    : `3rem repeat(${names.length}, minmax(9rem, 0.7fr)) repeat(${run.columns.length}, minmax(16rem, 1.5fr))`;
  const underWay = isUnderWay(run.line.state);
  const chosen = open && rows[open.index];
  return (
    <div
      ref={frame}
      role="table"
      aria-label={t("playground.results")}
      aria-rowcount={run.line.rows}
      className="min-h-0 flex-1 overflow-auto bg-canvas"
    >
      <div className="min-w-max">
        <div
          role="row"
          className="sticky top-0 z-10 grid border-line border-b bg-surface font-medium text-soft text-xs"
          style={{ gridTemplateColumns: template }}
        >
          <span role="columnheader" className="px-2 py-1.5">
            #
          </span>
          {names.map((name) => (
            <span role="columnheader" key={name} className="truncate px-2 py-1.5 font-mono">
              {name}
            </span>
          ))}
          {run.columns.map((column, place) => (
            <span role="columnheader" key={column.id} className="flex items-center gap-1.5 truncate px-2 py-1.5">
              <Badge tone="accent">{letterOf(place)}</Badge>
              <span className="truncate">{titleOf(column as never) || column.model}</span>
              <span className="truncate font-normal text-faint">{titleOf(column as never) && column.model}</span>
            </span>
          ))}
        </div>
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const base = compare ? row.answers.find((one) => one.column_id === compare) : undefined;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                role="row"
                aria-rowindex={row.index + 1}
                className="absolute inset-x-0 grid border-line border-b bg-surface"
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
              >
                <span role="cell" className="tabular px-2 py-2 text-faint text-xs">
                  {row.index + 1}
                </span>
                {names.map((name) => (
                  <span
                    role="cell"
                    key={name}
                    title={cellText(row.values[name])}
                    className="line-clamp-5 self-start whitespace-pre-wrap break-words px-2 py-2 text-xs"
                  >
                    {cellText(row.values[name])}
                  </span>
                ))}
                {run.columns.map((column) => (
                  <div role="cell" key={column.id} className="min-w-0 border-line border-l">
                    <Cell
                      answer={row.answers.find((one) => one.column_id === column.id)}
                      base={compare !== null && compare !== column.id ? base?.text : undefined}
                      underWay={underWay}
                      onOpen={() => setOpen({ index: item.index, columnId: column.id })}
                    />
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      <Sheet
        open={chosen !== null && chosen !== undefined}
        onOpenChange={(next) => !next && setOpen(null)}
        title={t("playground.rowNumber", { number: (open?.index ?? 0) + 1 })}
      >
        {chosen && open && <RowDetail projectId={projectId} run={run} row={chosen} columnId={open.columnId} />}
      </Sheet>
    </div>
  );
}

interface CellProps {
  answer: Answer | undefined;
  base: string | undefined;
  underWay: boolean;
  onOpen: () => void;
}

function Cell({ answer, base, underWay, onOpen }: CellProps) {
  const t = useT();
  if (!answer) {
    return underWay ? (
      <Skeleton className="m-2 h-4 w-3/4" />
    ) : (
      <p className="px-2 py-2 text-faint text-xs">{t("playground.notAsked")}</p>
    );
  }
  const calls = answer.tool_calls.map((call) => `${String(call.name)}(${String(call.arguments)})`).join("\n");
  return (
    <button type="button" onClick={onOpen} className="flex h-full w-full flex-col items-start px-2 py-2 text-left hover:bg-hover">
      {answer.status === "failed" ? (
        <span className="line-clamp-4 text-danger-text text-xs">{answer.error}</span>
      ) : base !== undefined ? (
        <span className="line-clamp-6 block">
          <AnswerDiff base={readable(base)} text={readable(answer.text)} />
        </span>
      ) : (
        <span className={cn("line-clamp-5 whitespace-pre-wrap break-words text-sm", !answer.text && "font-mono text-xs")}>
          {answer.text || calls || t("playground.emptyAnswer")}
        </span>
      )}
      <span className="tabular mt-1 block text-2xs text-faint">
        {answer.status === "stopped" && `${t("playground.stopped")} · `}
        {formatDuration(answer.latency_ms)}
        {answer.cost_usd !== null && ` · ${formatCost(answer.cost_usd, t.locale)}`}
      </span>
    </button>
  );
}

function RowDetail({ projectId, run, row, columnId }: { projectId: string; run: RunOut; row: RowOut; columnId: string }) {
  const t = useT();
  const answer = row.answers.find((one) => one.column_id === columnId);
  const place = run.columns.findIndex((one) => one.id === columnId);
  return (
    <div className="flex flex-col gap-4 p-4">
      {run.variables.length > 0 && (
        <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-3 gap-y-1.5 text-sm">
          {run.variables.map((name) => (
            <div key={name} className="contents">
              <dt className="font-mono text-accent-text text-xs">{name}</dt>
              <dd className="whitespace-pre-wrap break-words">{cellText(row.values[name])}</dd>
            </div>
          ))}
        </dl>
      )}
      <section aria-label={t("playground.answerOf", { letter: letterOf(place) })} className="rounded-md border border-line">
        <AnswerView
          projectId={projectId}
          answer={
            answer && {
              state: "kept",
              runId: run.line.id,
              text: answer.text,
              reasoning: answer.reasoning,
              startedAt: null,
              firstPieceAt: null,
              kept: answer,
            }
          }
        />
      </section>
    </div>
  );
}
