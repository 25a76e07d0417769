/** One experiment: means with their intervals, items worst first, the trace one click away. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { PageSkeleton } from "@/components/page-skeleton";
import { SidePanel } from "@/components/side-panel";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useT } from "@/i18n";
import { formatPercent } from "@/lib/format";
import { PlanList } from "./plan-list";
import { type Metric, type Results, resultsQuery, type UsedPrompt, useDeleteExperiment } from "./queries";
import { ResultRows, type RowsSearch } from "./result-rows";
import { metricName, showInterval, showValue } from "./words";

export interface ResultsSearch extends RowsSearch {
  trace?: string;
  step?: string;
}

interface ResultsPageProps {
  projectId: string;
  experimentId: string;
  search: ResultsSearch;
  onChange: (search: Partial<ResultsSearch>) => void;
  onGone: () => void;
  /** A trace beside the page: another feature's component. */
  panel: (traceId: string, step: string | undefined) => ReactNode;
  /** A prompt version that the run used, likewise. */
  prompt: (used: UsedPrompt) => ReactNode;
  /** How far evaluators are, likewise. */
  judging: ReactNode;
  /** What else can be asked about one execution, likewise. */
  execution: (traceId: string, step: string) => ReactNode;
}

export function ResultsPage(props: ResultsPageProps) {
  const t = useT();
  const { projectId, experimentId, search, onChange } = props;
  const found = useQuery(resultsQuery(projectId, experimentId));
  const remove = useDeleteExperiment(projectId);
  const may = useMay("experiments:write");
  const [asking, setAsking] = useState(false);
  if (found.isPending) return <PageSkeleton />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const { experiment, summary } = found.data;
  const back = (
    <Button asChild variant="ghost" size="icon-sm">
      <Link to="/projects/$projectId/experiments" params={{ projectId }} aria-label={t("experiments.experiments")}>
        <ArrowLeft aria-hidden />
      </Link>
    </Button>
  );
  return (
    <Page
      title={experiment.name}
      before={back}
      actions={
        may && (
          <Button variant="ghost" size="icon" aria-label={t("actions.delete")} onClick={() => setAsking(true)}>
            <Trash2 aria-hidden />
          </Button>
        )
      }
    >
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 overflow-y-auto px-4 py-4">
          <div className="mx-auto flex max-w-6xl flex-col gap-5">
            <Facts projectId={projectId} results={found.data} prompt={props.prompt} />
            <PlanList projectId={projectId} experimentId={experimentId} />
            {props.judging}
            <section aria-label={t("experiments.summary")} className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-3">
              {summary.metrics.map((metric) => (
                <MetricCard key={metric.name} metric={metric} />
              ))}
              {summary.categories.map((one) => (
                <div key={one.name} className="rounded-lg border border-line bg-surface p-3">
                  <h3 className="truncate text-soft text-xs">{one.name}</h3>
                  <ul className="mt-1 text-sm">
                    {one.shares.slice(0, 5).map((share) => (
                      <li key={share.label} className="flex justify-between gap-2">
                        <span className="truncate">{share.label}</span>
                        <span className="tabular">{formatPercent(share.share.value, t.locale)}</span>
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
            </section>
            <ResultRows
              projectId={projectId}
              experimentId={experimentId}
              search={search}
              onSearch={onChange}
              metrics={summary.metrics}
              categories={summary.categories}
              open={search.trace}
              onTrace={(trace, step) => onChange({ trace, step })}
              execution={props.execution}
            />
          </div>
        </div>
        <SidePanel
          open={search.trace !== undefined}
          onClose={() => onChange({ trace: undefined, step: undefined })}
          name="experiment-trace"
          title={t("experiments.trace")}
        >
          {search.trace && props.panel(search.trace, search.step)}
        </SidePanel>
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("experiments.deleteAsk", { name: experiment.name })}
        description={t("experiments.deleteWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(experimentId, { onSuccess: props.onGone })}
      />
    </Page>
  );
}

interface FactsProps {
  projectId: string;
  results: Results;
  prompt: ResultsPageProps["prompt"];
}

function Facts({ projectId, results, prompt }: FactsProps) {
  const t = useT();
  const { experiment, summary, prompts } = results;
  const facts = [
    t.count("experiments.itemCount", summary.items),
    summary.repetitions > 1 && t("experiments.repetitionCount", { count: String(summary.repetitions) }),
    summary.failed > 0 && t("experiments.failedCount", { count: String(summary.failed) }),
  ].filter(Boolean);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
      {experiment.dataset_id && experiment.dataset_name && (
        <Link
          to="/projects/$projectId/datasets/$datasetId"
          params={{ projectId, datasetId: experiment.dataset_id }}
          className="text-accent-text hover:underline"
        >
          {experiment.dataset_name}
        </Link>
      )}
      <span>{facts.join(" · ")}</span>
      {prompts.map((used) => (
        <span key={`${used.name} ${used.version}`}>{prompt(used)}</span>
      ))}
      {experiment.description && <span className="basis-full">{experiment.description}</span>}
    </div>
  );
}

function MetricCard({ metric }: { metric: Metric }) {
  const t = useT();
  const interval = showInterval(metric.name, metric.mean, t.locale);
  return (
    <div className="rounded-lg border border-line bg-surface p-3">
      <h3 className="truncate text-soft text-xs">{metricName(t, metric.name)}</h3>
      <p className="tabular mt-1 font-semibold text-xl">{showValue(metric.name, metric.mean.value, t.locale)}</p>
      <p className="tabular text-faint text-xs" title={t("experiments.interval")}>
        {interval ? `95 %: ${interval}` : t("experiments.noInterval")}
      </p>
    </div>
  );
}
