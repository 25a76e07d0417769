/** A kept run: its columns as they were, how each did, and every row with its answers. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Download, Pencil, RotateCw, Square, Undo2, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { usePersonName } from "@/api/people";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatDuration, formatNumber } from "@/lib/format";
import { letterOf, titleOf } from "../draft";
import type { RunOut } from "../queries";
import { ResultsTable } from "./results-table";
import { exportUrl, isUnderWay, rowsQuery, runQuery, useChangeRun } from "./run-queries";
import { RunState } from "./run-state";

interface RunViewProps {
  projectId: string;
  runId: string;
  mayEdit: boolean;
  compare: string | null;
  onClose: () => void;
  /** Takes the run's columns and values back onto the page. */
  onUse: (run: RunOut, values: Record<string, unknown>) => void;
}

export function RunView({ projectId, runId, mayEdit, compare, onClose, onUse }: RunViewProps) {
  const t = useT();
  const run = useQuery(runQuery(projectId, runId));
  const underWay = run.data ? isUnderWay(run.data.line.state) : false;
  const rows = useInfiniteQuery(rowsQuery(projectId, runId, underWay));
  if (run.isError) {
    return (
      <Frame onClose={onClose}>
        <ErrorState error={run.error} retry={() => run.refetch()} />
      </Frame>
    );
  }
  if (!run.data) return <Skeleton className="m-4 h-64" />;
  const first = rows.data?.pages[0]?.data[0]?.values ?? {};
  return (
    <section aria-label={t("playground.run")} className="flex min-h-0 flex-1 flex-col">
      <RunHead projectId={projectId} run={run.data} mayEdit={mayEdit} onClose={onClose} onUse={() => onUse(run.data, first)} />
      <ResultsTable
        projectId={projectId}
        run={run.data}
        rows={rows.data?.pages.flatMap((page) => page.data) ?? []}
        compare={compare}
        isLoading={rows.isPending}
        hasMore={rows.hasNextPage}
        onMore={() => !rows.isFetchingNextPage && void rows.fetchNextPage()}
      />
    </section>
  );
}

function Frame({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const t = useT();
  return (
    <div className="flex flex-1 flex-col">
      <Button variant="ghost" className="m-2 self-start" onClick={onClose}>
        <Undo2 aria-hidden />
        {t("playground.backToColumns")}
      </Button>
      {children}
    </div>
  );
}

function RunHead({
  projectId,
  run,
  mayEdit,
  onClose,
  onUse,
}: Omit<RunViewProps, "runId" | "onUse" | "compare"> & { run: RunOut; onUse: () => void }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const { line } = run;
  const { stop, retry } = useChangeRun(projectId, line.session_id);
  const underWay = isUnderWay(line.state);
  return (
    <div className="flex shrink-0 flex-col gap-2 border-line border-b bg-surface px-4 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <RunName projectId={projectId} run={run} mayEdit={mayEdit} />
        <RunState line={line} />
        <span className="text-faint text-xs">
          {nameOf(line.created_by)} · <Moment iso={line.created_at} />
        </span>
        <span className="flex-1" />
        {underWay && mayEdit && (
          <Button size="sm" variant="danger" busy={stop.isPending} onClick={() => stop.mutate(line.id)}>
            <Square aria-hidden />
            {t("playground.stop")}
          </Button>
        )}
        {!underWay &&
          mayEdit &&
          line.kind === "table" &&
          (line.failed > 0 || line.done < line.total || line.state === "stopped") && (
            <Button size="sm" busy={retry.isPending} onClick={() => retry.mutate(line.id)}>
              <RotateCw aria-hidden />
              {t("playground.retry")}
            </Button>
          )}
        <Menu>
          <MenuTrigger asChild>
            <Button size="sm">
              <Download aria-hidden />
              {t("playground.export")}
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem asChild>
              <a href={exportUrl(projectId, line.id, "csv")} download>
                CSV
              </a>
            </MenuItem>
            <MenuItem asChild>
              <a href={exportUrl(projectId, line.id, "jsonl")} download>
                JSONL
              </a>
            </MenuItem>
          </MenuContent>
        </Menu>
        {mayEdit && (
          <Button size="sm" onClick={onUse}>
            <Undo2 aria-hidden />
            {t("playground.useColumns")}
          </Button>
        )}
        <Button size="icon-sm" variant="ghost" aria-label={t("playground.backToColumns")} onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      {underWay && <Progress value={line.total === 0 ? 0 : line.done / line.total} label={t("playground.progress")} />}
      {line.error && (
        <p role="alert" className="text-danger-text text-xs">
          {line.error}
        </p>
      )}
      <Summaries run={run} />
    </div>
  );
}

function RunName({ projectId, run, mayEdit }: { projectId: string; run: RunOut; mayEdit: boolean }) {
  const t = useT();
  const { line } = run;
  const { rename } = useChangeRun(projectId, line.session_id);
  const [editing, setEditing] = useState<string | null>(null);
  const shown = line.name || t(line.kind === "table" ? "playground.tableRun" : "playground.screenRun");
  if (editing === null) {
    return (
      <h2 className="flex min-w-0 items-center gap-1 font-semibold text-sm">
        <span className="truncate">{shown}</span>
        {mayEdit && (
          <Button size="icon-xs" variant="ghost" aria-label={t("playground.nameRun")} onClick={() => setEditing(line.name)}>
            <Pencil aria-hidden />
          </Button>
        )}
      </h2>
    );
  }
  const done = () => {
    if (editing.trim() !== line.name) rename.mutate({ runId: line.id, name: editing.trim() });
    setEditing(null);
  };
  return (
    <Input
      autoFocus
      aria-label={t("playground.nameRun")}
      className="h-7 w-56"
      value={editing}
      onChange={(event) => setEditing(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") done();
        if (event.key === "Escape") setEditing(null);
      }}
    />
  );
}

function Summaries({ run }: { run: RunOut }) {
  const t = useT();
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-xs">
      {run.columns.map((column, place) => {
        const one = run.summaries[place];
        if (!one) return null;
        return (
          <li key={column.id} className="tabular flex items-center gap-1.5">
            <Badge tone="accent">{letterOf(place)}</Badge>
            <span className="font-medium">{titleOf(column as never) || column.model}</span>
            <span className="text-soft">
              {formatCost(one.cost_usd, t.locale)} · {t("playground.median")} {formatDuration(one.median_latency_ms)} ·{" "}
              {t("playground.tokens", {
                input: formatNumber(one.input_tokens, t.locale),
                output: formatNumber(one.output_tokens, t.locale),
              })}
            </span>
            {one.failed > 0 && <Badge tone="danger">{t.count("playground.failures", one.failed)}</Badge>}
          </li>
        );
      })}
    </ul>
  );
}
