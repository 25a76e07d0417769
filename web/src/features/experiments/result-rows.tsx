/** The items of a run, worst first or by any metric, narrowed by the filter grammar. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import type { Ask, FilterProblem, ValueCount, ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { LoadMore } from "@/components/load-more";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { ItemCard } from "./item-card";
import { type Categories, itemFieldsQuery, type Metric, rowsQuery } from "./queries";
import { metricName } from "./words";

export interface RowsSearch {
  order?: string;
  filter?: string;
}

interface ResultRowsProps {
  projectId: string;
  experimentId: string;
  search: RowsSearch;
  onSearch: (search: RowsSearch) => void;
  metrics: Metric[];
  categories: Categories[];
  /** The trace that is open beside the page. */
  open: string | undefined;
  onTrace: (trace: string, step: string) => void;
  execution: (traceId: string, step: string) => ReactNode;
}

export function ResultRows(props: ResultRowsProps) {
  const t = useT();
  const { projectId, experimentId, search, onSearch } = props;
  const pages = useInfiniteQuery(rowsQuery(projectId, experimentId, { order: search.order, filter: search.filter }));
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const problem = readFilterProblem(pages.error);
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold text-base">{t("experiments.items")}</h2>
        <span className="text-faint text-xs">{t.count("experiments.itemCount", pages.data?.pages[0]?.total ?? 0)}</span>
      </div>
      <Bar {...props} problem={problem} />
      {pages.isPending && <Skeleton className="h-64 w-full" />}
      {pages.isError && !problem && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
      {pages.data && !problem && rows.length === 0 && (
        <EmptyState icon={SearchX} title={t(search.filter ? "states.noMatches" : "experiments.noItems")}>
          {search.filter && <Button onClick={() => onSearch({ filter: undefined })}>{t("experiments.allItems")}</Button>}
        </EmptyState>
      )}
      <ol className="flex flex-col gap-3">
        {rows.map((row) => (
          <ItemCard key={row.item_id} row={row} open={props.open} onTrace={props.onTrace} execution={props.execution} />
        ))}
      </ol>
      <LoadMore pages={pages} className="mt-3" />
    </section>
  );
}

const WORST = " worst";

function Bar(props: ResultRowsProps & { problem: FilterProblem | null }) {
  const t = useT();
  const { projectId, search, onSearch, metrics, problem } = props;
  const fields = useQuery(itemFieldsQuery(projectId)).data ?? [];
  const orders = [
    { value: WORST, label: t("experiments.worstFirst") },
    ...metrics.flatMap((metric) => [
      { value: metric.name, label: `${metricName(t, metric.name)} ↑` },
      { value: `-${metric.name}`, label: `${metricName(t, metric.name)} ↓` },
    ]),
  ];
  return (
    <search aria-label={t("experiments.items")} className="mb-3 flex flex-wrap items-start gap-2 text-sm">
      <div className="min-w-60 flex-1">
        <FilterBar
          name="experiment-items"
          value={search.filter ?? ""}
          onChange={(filter) => onSearch({ filter: filter || undefined })}
          fields={fields}
          valuesQuery={(request) => offered(props, request)}
          problem={problem}
          placeholder={t("experiments.filterHint")}
        />
      </div>
      <Select
        aria-label={t("experiments.order")}
        value={search.order ?? WORST}
        onValueChange={(order) => onSearch({ order: order === WORST ? undefined : order })}
        options={orders}
      />
    </search>
  );
}

const OFFERED_METRICS = new Set(["cost_usd", "latency_ms"]);

/** Names of the run's scores and values of its categories: known without asking the server. */
function offered(props: ResultRowsProps, { field, key, prefix, of }: Parameters<ValuesQuery>[0]): Ask<ValueCount[]> {
  const values = () => {
    if (field !== "scores") return [];
    if (of === "keys") {
      const own = props.metrics.filter((metric) => !OFFERED_METRICS.has(metric.name));
      return [
        ...own.map((metric) => ({ value: metric.name, count: metric.values })),
        ...props.categories.map((one) => ({ value: one.name, count: one.shares[0]?.share.count ?? 0 })),
      ];
    }
    const shares = props.categories.find((one) => one.name === key)?.shares ?? [];
    return shares.map((one) => ({ value: one.label, count: Math.round((one.share.value ?? 0) * one.share.count) }));
  };
  return {
    queryKey: ["project", props.projectId, "experiments", "offered", props.experimentId, field, key, prefix, of],
    queryFn: async () => values().filter((one) => one.value.toLowerCase().includes(prefix.toLowerCase())),
  };
}
