/** One experiment: means with their intervals, items worst first, the trace one click away. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, SearchX, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { PageSkeleton } from "@/components/page-skeleton";
import { SidePanel } from "@/components/side-panel";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Confirm } from "@/components/ui/confirm";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatPercent } from "@/lib/format";
import { ItemCard } from "./item-card";
import { type Metric, type Results, resultsQuery, rowsQuery, useDeleteExperiment } from "./queries";
import { metricName, showInterval, showValue } from "./words";

export interface ResultsSearch {
  order?: string;
  failed?: boolean;
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
}

const WORST = " worst";

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
          <Button variant="ghost" size="icon" aria-label={t("common.delete")} onClick={() => setAsking(true)}>
            <Trash2 aria-hidden />
          </Button>
        )
      }
    >
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 overflow-y-auto px-4 py-4">
          <div className="mx-auto flex max-w-6xl flex-col gap-5">
            <Facts projectId={projectId} results={found.data} />
            <section aria-label={t("experiments.summary")} className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-3">
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
            <Rows {...props} metrics={summary.metrics} />
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
        action={t("common.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(experimentId, { onSuccess: props.onGone })}
      />
    </Page>
  );
}

function Facts({ projectId, results }: { projectId: string; results: Results }) {
  const t = useT();
  const { experiment, summary } = results;
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

function Rows({ projectId, experimentId, search, onChange, metrics }: ResultsPageProps & { metrics: Metric[] }) {
  const t = useT();
  const pages = useInfiniteQuery(rowsQuery(projectId, experimentId, { order: search.order, only_failed: search.failed }));
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const orders = [
    { value: WORST, label: t("experiments.worstFirst") },
    ...metrics.flatMap((metric) => [
      { value: metric.name, label: `${metricName(t, metric.name)} ↑` },
      { value: `-${metric.name}`, label: `${metricName(t, metric.name)} ↓` },
    ]),
  ];
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <h2 className="font-semibold text-base">{t("experiments.items")}</h2>
        <span className="text-faint text-xs">{t.count("experiments.itemCount", pages.data?.pages[0]?.total ?? 0)}</span>
        <span className="ml-auto flex items-center gap-2 text-sm">
          <Checkbox
            id="only-failed"
            checked={search.failed ?? false}
            onCheckedChange={(checked) => onChange({ failed: checked === true ? true : undefined })}
          />
          <label htmlFor="only-failed">{t("experiments.onlyFailed")}</label>
        </span>
        <Select
          aria-label={t("experiments.order")}
          value={search.order ?? WORST}
          onValueChange={(order) => onChange({ order: order === WORST ? undefined : order })}
          options={orders}
        />
      </div>
      {pages.isPending && <Skeleton className="h-64 w-full" />}
      {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
      {pages.data && rows.length === 0 && <EmptyState icon={SearchX} title={t("common.noMatches")} />}
      <ol className="flex flex-col gap-3">
        {rows.map((row) => (
          <ItemCard key={row.item_id} row={row} open={search.trace} onTrace={(trace, step) => onChange({ trace, step })} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button className="mt-3" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("common.loadMore")}
        </Button>
      )}
    </section>
  );
}
