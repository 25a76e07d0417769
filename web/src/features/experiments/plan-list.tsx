/** Experiments under way or stopped: progress, what failed and why, stop and resume. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useMay } from "@/api/me";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { useT } from "@/i18n";
import "@/i18n/late/experiments";
import { isRunning, type Plan, POLL_MS, plansQuery, useRefresh, useSteerPlan } from "./queries";

const STATE_TONES: Record<string, Tone> = { failed: "danger", cancelled: "warning", succeeded: "success" };

interface PlanListProps {
  projectId: string;
  datasetId?: string;
  /** Only the plan that this experiment is an arm of. */
  experimentId?: string;
}

export function PlanList({ projectId, datasetId, experimentId }: PlanListProps) {
  const refresh = useRefresh(projectId);
  const plans = useQuery({
    ...plansQuery(projectId, datasetId),
    refetchInterval: (query) => (query.state.data?.some(isRunning) ? POLL_MS : false),
  });
  const done = plans.data?.reduce((sum, plan) => sum + plan.done, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: executions that were recorded make the lists stale
  useEffect(refresh, [done]);
  const shown =
    plans.data
      ?.filter((plan) => isRunning(plan) || plan.done < plan.total || plan.failed > 0)
      .filter((plan) => experimentId === undefined || plan.arms.some((arm) => arm.experiment_id === experimentId))
      .slice(0, 5) ?? [];
  if (shown.length === 0) return null;
  return (
    <ol className="flex flex-col gap-2">
      {shown.map((plan) => (
        <PlanCard key={plan.id} projectId={projectId} plan={plan} />
      ))}
    </ol>
  );
}

function PlanCard({ projectId, plan }: { projectId: string; plan: Plan }) {
  const t = useT();
  const may = useMay("experiments:write");
  const steer = useSteerPlan(projectId);
  const running = isRunning(plan);
  return (
    <li className="rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="min-w-0 truncate font-medium">{plan.name}</span>
        <Badge tone={STATE_TONES[plan.state] ?? "accent"}>{t.dynamic(`experiments.state_${plan.state}`, plan.state)}</Badge>
        <span className="tabular text-faint text-xs">
          {plan.done} / {plan.total}
          {plan.failed > 0 && ` · ${t("experiments.failedCount", { count: String(plan.failed) })}`}
        </span>
        {may && (
          <span className="ml-auto flex gap-2">
            {running && (
              <Button size="sm" busy={steer.isPending} onClick={() => steer.mutate({ id: plan.id, how: "stop" })}>
                {t("experiments.stop")}
              </Button>
            )}
            {!running && plan.done < plan.total && (
              <Button size="sm" busy={steer.isPending} onClick={() => steer.mutate({ id: plan.id, how: "resume" })}>
                {t("experiments.resume")}
              </Button>
            )}
            {!running && plan.failed > 0 && (
              <Button size="sm" busy={steer.isPending} onClick={() => steer.mutate({ id: plan.id, how: "retry" })}>
                {t("experiments.retryFailed")}
              </Button>
            )}
          </span>
        )}
      </div>
      {running && <Progress className="mt-2" label={plan.name} value={plan.total ? plan.done / plan.total : null} />}
      {(plan.halted || plan.errors.length > 0) && (
        <p className="mt-1.5 break-words text-danger-text text-xs">{plan.halted || plan.errors[0]}</p>
      )}
    </li>
  );
}
