/** What evaluators did: by state and error, with score, cost and the way to both traces; failed ones can be run again. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks, RotateCcw } from "lucide-react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatCost, formatDuration, formatNumber } from "@/lib/format";
import { ScoreWords, StateBadge } from "../marks";
import { type Execution, STATES } from "../queries";
import { type ExecutionsOf, executionsQuery, summaryQuery, useCancel, useRetry } from "./execution-queries";

export interface LogSearch {
  state?: string;
  error?: string;
}

interface ExecutionLogProps {
  projectId: string;
  of: Pick<ExecutionsOf, "ruleId" | "runId" | "evaluatorId" | "experimentId">;
  search: LogSearch;
  onSearch: (change: LogSearch) => void;
}

const ANY = "-";
const NONE = { ids: [], rule_id: "", run_id: "", evaluator_id: "", experiment_id: "", error_kind: "" };

export function ExecutionLog({ projectId, of, search, onSearch }: ExecutionLogProps) {
  const t = useT();
  const mayWrite = useMay("evaluators:write");
  const pages = useInfiniteQuery(executionsQuery(projectId, { ...of, state: search.state, error: search.error }));
  const retry = useRetry(projectId);
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <div className="mx-auto max-w-6xl">
        <LogBar projectId={projectId} of={of} search={search} onSearch={onSearch} mayWrite={mayWrite} />
        {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
        {pages.isPending && <Skeleton className="h-40 w-full" />}
        {pages.data && rows.length === 0 && (
          <EmptyState icon={ListChecks} title={t("evaluation.noExecutions")}>
            {t("evaluation.noExecutionsWhy")}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {rows.map((row) => (
              <ExecutionLine
                key={row.id}
                projectId={projectId}
                execution={row}
                named={of.evaluatorId === undefined}
                onRetry={mayWrite ? () => retry.mutate({ ...NONE, ids: [row.id] }) : undefined}
              />
            ))}
          </ul>
        )}
        {pages.hasNextPage && (
          <Button className="mt-3" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t("evaluation.showMore")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface LogBarProps extends ExecutionLogProps {
  mayWrite: boolean;
}

function LogBar({ projectId, of, search, onSearch, mayWrite }: LogBarProps) {
  const t = useT();
  const summary = useQuery(summaryQuery(projectId, of)).data;
  const retry = useRetry(projectId);
  const cancel = useCancel(projectId);
  const chosen = {
    ids: [],
    rule_id: of.ruleId ?? "",
    run_id: of.runId ?? "",
    evaluator_id: of.evaluatorId ?? "",
    experiment_id: of.experimentId ?? "",
    error_kind: search.error ?? "",
  };
  const states = STATES.filter((state) => summary?.states[state]);
  const errors = Object.entries(summary?.errors ?? {});
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("evaluation.state")}
        value={search.state ?? ANY}
        onValueChange={(next) => onSearch({ state: next === ANY ? undefined : next })}
        options={[
          { value: ANY, label: t("evaluation.anyState") },
          ...states.map((state) => ({
            value: state,
            label: `${t(`evaluation.state_${state}`)} · ${formatNumber(summary?.states[state], t.locale)}`,
          })),
        ]}
      />
      {errors.length > 0 && (
        <Select
          aria-label={t("evaluation.error")}
          value={search.error ?? ANY}
          onValueChange={(next) => onSearch({ error: next === ANY ? undefined : next })}
          options={[
            { value: ANY, label: t("evaluation.anyError") },
            ...errors.map(([kind, count]) => ({ value: kind, label: `${kind} · ${formatNumber(count, t.locale)}` })),
          ]}
        />
      )}
      <span className="tabular text-soft text-sm">
        {t("evaluation.cost")} {formatCost(summary?.cost_usd, t.locale)}
      </span>
      {mayWrite && (
        <span className="ml-auto flex flex-wrap gap-2">
          {summary?.states.waiting ? (
            <Button size="sm" busy={cancel.isPending} onClick={() => cancel.mutate(chosen)}>
              {t("evaluation.cancelWaiting")}
            </Button>
          ) : null}
          {summary?.states.failed ? (
            <Button
              size="sm"
              busy={retry.isPending}
              onClick={() =>
                retry.mutate(chosen, { onSuccess: ({ count }) => toast.success(t("evaluation.retried", { count })) })
              }
            >
              <RotateCcw aria-hidden />
              {t("evaluation.retryAll")}
            </Button>
          ) : null}
        </span>
      )}
    </div>
  );
}

interface ExecutionLineProps {
  projectId: string;
  execution: Execution;
  named: boolean;
  onRetry: (() => void) | undefined;
}

function ExecutionLine({ projectId, execution, named, onRetry }: ExecutionLineProps) {
  const t = useT();
  const over = execution.state === "failed" || execution.state === "cancelled";
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <span className="w-20 shrink-0">
        <StateBadge state={execution.state} />
      </span>
      <div className="min-w-0 flex-1 basis-64">
        {named && (
          <p className="truncate font-medium">
            {execution.evaluator_name} <span className="text-faint text-xs">v{execution.evaluator_version}</span>
          </p>
        )}
        <ScoreWords execution={execution} />
        {execution.error && (
          <p className="text-pretty break-words text-danger-text text-xs">
            {execution.error}
            {execution.state === "waiting" && (
              <>
                {" "}
                <Moment iso={execution.due_at} form="ago" />
              </>
            )}
          </p>
        )}
      </div>
      <span className="flex shrink-0 gap-3 text-xs">
        {execution.trace_id && (
          <Link
            to="/projects/$projectId/traces/$traceId"
            params={{ projectId, traceId: execution.trace_id }}
            search={{ step: execution.observation_id || undefined }}
            className="text-accent-text hover:underline"
          >
            {t("evaluation.trace")}
          </Link>
        )}
        {execution.session_id && (
          <Link
            to="/projects/$projectId/sessions/$sessionId"
            params={{ projectId, sessionId: execution.session_id }}
            className="text-accent-text hover:underline"
          >
            {execution.session_id}
          </Link>
        )}
        {execution.judge_trace_id && (
          <Link
            to="/projects/$projectId/traces/$traceId"
            params={{ projectId, traceId: execution.judge_trace_id }}
            className="text-accent-text hover:underline"
          >
            {t("evaluation.judgeTrace")}
          </Link>
        )}
      </span>
      <span className="tabular w-32 shrink-0 text-right text-faint text-xs">
        {[formatCost(execution.cost_usd, t.locale), formatDuration(execution.latency_ms)].join(" · ")}
      </span>
      <span className="w-24 shrink-0 text-right text-faint text-xs">
        <Moment iso={execution.finished_at ?? execution.created_at} form="ago" />
      </span>
      {onRetry && over && (
        <Button size="icon-sm" variant="ghost" aria-label={t("evaluation.retry")} title={t("evaluation.retry")} onClick={onRetry}>
          <RotateCcw aria-hidden />
        </Button>
      )}
    </li>
  );
}
