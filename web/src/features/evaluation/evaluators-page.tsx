/** All evaluators of a project, and the library to make more from. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Gavel, Plus } from "lucide-react";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import { formatCost } from "@/lib/format";
import { DefaultModel } from "./evaluators/default-model";
import { evaluatorsQuery } from "./evaluators/evaluator-queries";
import { Library } from "./evaluators/library";
import { LastRuns, PausedBadge } from "./marks";
import type { Evaluator } from "./queries";
import { Runs } from "./runs/runs";
import type { EvaluatorsTab } from "./tabs";

interface EvaluatorsPageProps {
  tab: EvaluatorsTab;
  run: string | undefined;
  onTab: (tab: EvaluatorsTab, run?: string) => void;
}

export function EvaluatorsPage({ tab, run, onTab }: EvaluatorsPageProps) {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("evaluators:write");
  const actions = (
    <>
      <DefaultModel projectId={project.id} mayWrite={mayWrite} />
      {mayWrite && (
        <Button variant="primary" asChild>
          <Link to="/projects/$projectId/evaluators/new" params={{ projectId: project.id }}>
            <Plus aria-hidden />
            {t("evaluation.newEvaluator")}
          </Link>
        </Button>
      )}
    </>
  );
  return (
    <Page title={t("evaluation.evaluators")} actions={actions}>
      <Tabs value={tab} onValueChange={(next) => onTab(next as EvaluatorsTab)} className="flex min-h-0 flex-1 flex-col">
        <TabsList className="px-4">
          <TabsTrigger value="own">{t("evaluation.allEvaluators")}</TabsTrigger>
          <TabsTrigger value="runs">{t("evaluation.runs")}</TabsTrigger>
          <TabsTrigger value="library">{t("evaluation.library")}</TabsTrigger>
        </TabsList>
        <TabsContent value={tab} className="flex min-h-0 flex-1 flex-col">
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
            <div className="mx-auto max-w-6xl">
              {tab === "own" && <Own projectId={project.id} onLibrary={() => onTab("library")} />}
              {tab === "runs" && <Runs projectId={project.id} open={run} onOpen={(id) => onTab("runs", id)} />}
              {tab === "library" && <Library projectId={project.id} mayWrite={mayWrite} />}
            </div>
          </div>
        </TabsContent>
      </Tabs>
    </Page>
  );
}

function Own({ projectId, onLibrary }: { projectId: string; onLibrary: () => void }) {
  const t = useT();
  const evaluators = useQuery(evaluatorsQuery(projectId));
  if (evaluators.isError) return <ErrorState error={evaluators.error} retry={() => evaluators.refetch()} />;
  if (evaluators.isPending) return <Skeleton className="h-40 w-full" />;
  if (evaluators.data.data.length === 0) {
    const action = (
      <Button variant="primary" onClick={onLibrary}>
        {t("evaluation.library")}
      </Button>
    );
    return (
      <EmptyState icon={Gavel} title={t("evaluation.noEvaluators")} action={action}>
        {t("evaluation.noEvaluatorsWhy")}
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {evaluators.data.data.map((one) => (
        <EvaluatorLine key={one.id} projectId={projectId} evaluator={one} />
      ))}
    </ul>
  );
}

function EvaluatorLine({ projectId, evaluator }: { projectId: string; evaluator: Evaluator }) {
  const t = useT();
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            to="/projects/$projectId/evaluators/$evaluatorId"
            params={{ projectId, evaluatorId: evaluator.id }}
            className="truncate font-medium after:absolute after:inset-0"
          >
            {evaluator.name}
          </Link>
          <Badge>{t(`evaluation.kind_${evaluator.kind}`)}</Badge>
          <span className="relative">
            <PausedBadge reason={evaluator.paused_reason} message={evaluator.paused_message} />
          </span>
        </p>
        {evaluator.description && <p className="truncate text-soft text-sm">{evaluator.description}</p>}
      </div>
      <LastRuns states={evaluator.last_runs} />
      <span className="tabular text-right text-soft text-sm sm:w-20" title={t("evaluation.cost7")}>
        {formatCost(evaluator.cost_usd, t.locale)}
      </span>
      <span className="text-right text-soft text-sm sm:w-20">{t.count("evaluation.rulesCount", evaluator.rule_ids.length)}</span>
      <span className="whitespace-nowrap text-right text-faint text-xs sm:w-44">
        {t("evaluation.version", { version: evaluator.version })} · <Moment iso={evaluator.updated_at} form="ago" />
      </span>
    </li>
  );
}
