/** All rules of a project, with a switch for each. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Workflow } from "lucide-react";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import { formatCost, formatPercent } from "@/lib/format";
import { LastRuns, PausedBadge } from "./marks";
import type { Rule } from "./queries";
import { QueueName } from "./rules/queue-field";
import { rulesQuery, useSwitchRule } from "./rules/rule-queries";

export function RulesPage() {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("evaluators:write");
  const rules = useQuery(rulesQuery(project.id));
  const create = mayWrite && (
    <Button variant="primary" asChild>
      <Link to="/projects/$projectId/rules/new" params={{ projectId: project.id }}>
        <Plus aria-hidden />
        {t("evaluation.newRule")}
      </Link>
    </Button>
  );
  return (
    <Page title={t("evaluation.rules")} actions={create}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto max-w-6xl">
          {rules.isError && <ErrorState error={rules.error} retry={() => rules.refetch()} />}
          {rules.isPending && <Skeleton className="h-40 w-full" />}
          {rules.data?.data.length === 0 && (
            <EmptyState icon={Workflow} title={t("evaluation.noRules")} action={create}>
              {t("evaluation.noRulesWhy")}
            </EmptyState>
          )}
          {rules.data && rules.data.data.length > 0 && (
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {rules.data.data.map((rule) => (
                <RuleLine key={rule.id} projectId={project.id} rule={rule} mayWrite={mayWrite} />
              ))}
            </ul>
          )}
        </div>
      </div>
    </Page>
  );
}

function RuleLine({ projectId, rule, mayWrite }: { projectId: string; rule: Rule; mayWrite: boolean }) {
  const t = useT();
  const change = useSwitchRule(projectId);
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover">
      <Switch
        className="relative z-10"
        aria-label={`${t("evaluation.switchedOn")} ${rule.name}`}
        disabled={!mayWrite || change.isPending}
        checked={rule.enabled}
        onCheckedChange={(enabled) => change.mutate({ id: rule.id, enabled })}
      />
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            to="/projects/$projectId/rules/$ruleId"
            params={{ projectId, ruleId: rule.id }}
            className="truncate font-medium after:absolute after:inset-0"
          >
            {rule.name}
          </Link>
          <Badge>{t(`evaluation.target_${rule.target}`)}</Badge>
          {rule.sampling < 1 && <Badge>{formatPercent(rule.sampling, t.locale)}</Badge>}
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-soft text-sm">
          {rule.filter && <code className="truncate text-xs">{rule.filter}</code>}
          {rule.evaluators.map((one) => (
            <span key={one.evaluator_id} className="flex items-center gap-1">
              {one.name}
              <span className="relative z-10">
                <PausedBadge reason={one.paused_reason} message={one.paused_message} />
              </span>
            </span>
          ))}
          {rule.queue_id && <QueueName projectId={projectId} queueId={rule.queue_id} />}
        </p>
      </div>
      <LastRuns states={rule.last_runs} />
      <span className="tabular text-right text-soft text-sm sm:w-20" title={t("evaluation.cost7")}>
        {formatCost(rule.cost_usd, t.locale)}
      </span>
      <span className="tabular whitespace-nowrap text-right text-faint text-xs sm:w-28">
        {t.count("evaluation.executionsCount", rule.executions)}
      </span>
    </li>
  );
}
