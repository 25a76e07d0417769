/** Runs of evaluators over rows of a table: how far each is, what it cost, and what its executions did. */
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatNumber } from "@/lib/format";
import { ExecutionLog, type LogSearch } from "../executions/execution-log";
import { POLL_MS } from "../queries";
import { progressOf, type Run, runsQuery, useCancelRun } from "./run-queries";

interface RunsProps {
  projectId: string;
  /** The run whose executions are shown over the list. */
  open: string | undefined;
  onOpen: (runId: string | undefined) => void;
}

export function Runs({ projectId, open, onOpen }: RunsProps) {
  const t = useT();
  const [search, setSearch] = useState<LogSearch>({});
  const runs = useQuery({
    ...runsQuery(projectId),
    refetchInterval: ({ state }) => (state.data?.data.some((run) => progressOf(run).underWay) ? POLL_MS : false),
  });
  if (runs.isError) return <ErrorState error={runs.error} retry={() => runs.refetch()} />;
  if (runs.isPending) return <Skeleton className="h-40 w-full" />;
  return (
    <>
      {runs.data.data.length === 0 ? (
        <EmptyState icon={History} title={t("evaluation.noRuns")}>
          {t("evaluation.noRunsWhy")}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {runs.data.data.map((run) => (
            <RunLine key={run.id} projectId={projectId} run={run} onOpen={() => onOpen(run.id)} />
          ))}
        </ul>
      )}
      {open && (
        <Dialog
          open
          onOpenChange={() => {
            setSearch({});
            onOpen(undefined);
          }}
          className="top-[5vh] max-h-[90dvh] w-[min(64rem,calc(100vw-2rem))]"
          title={t("evaluation.executions")}
        >
          <ExecutionLog
            projectId={projectId}
            of={{ runId: open }}
            search={search}
            onSearch={(change) => setSearch((before) => ({ ...before, ...change }))}
          />
        </Dialog>
      )}
    </>
  );
}

function RunLine({ projectId, run, onOpen }: { projectId: string; run: Run; onOpen: () => void }) {
  const t = useT();
  const mayWrite = useMay("evaluators:write");
  const cancel = useCancelRun(projectId);
  const { total, ended, failed, underWay } = progressOf(run);
  const count = (value: number) => formatNumber(value, t.locale, 0);
  const rows = run.chosen === null ? run.filter || t("evaluation.everyRow") : t.count("evaluation.chosenRows", run.chosen);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5 text-sm">
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate font-medium">{run.evaluators.join(", ")}</p>
        <p className="truncate text-soft" title={rows}>
          {t(`evaluation.target_${run.target as "observation" | "trace"}`)} · {rows}
        </p>
        {run.error && <p className="text-danger-text text-xs">{run.error}</p>}
      </div>
      {failed > 0 && <Badge tone="danger">{t("evaluation.judgedFailed", { count: count(failed) })}</Badge>}
      {underWay ? (
        <Progress className="w-32" label={t("evaluation.executions")} value={total > 0 ? ended / total : null} />
      ) : null}
      <span role="status" className="tabular text-soft">
        {t("evaluation.judged", { done: count(ended), total: count(total) })}
      </span>
      <span className="tabular text-right text-soft sm:w-16">{formatCost(run.cost_usd, t.locale)}</span>
      <Button size="sm" onClick={onOpen}>
        {t("evaluation.executions")}
      </Button>
      {underWay && mayWrite && (
        <Button size="sm" busy={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
          {t("actions.cancel")}
        </Button>
      )}
      <Moment iso={run.created_at} form="ago" className="text-faint text-xs sm:w-24 sm:text-right" />
    </li>
  );
}
