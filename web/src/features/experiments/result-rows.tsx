/** The items of a run, worst first or by any metric, narrowed to a range of one metric or to what failed. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { ItemCard } from "./item-card";
import { type Metric, rowsQuery } from "./queries";
import { metricName } from "./words";

export interface RowsSearch {
  order?: string;
  failed?: boolean;
  /** With `min` and `max`: only items whose mean of this metric lies within. */
  metric?: string;
  min?: number;
  max?: number;
}

interface ResultRowsProps {
  projectId: string;
  experimentId: string;
  search: RowsSearch;
  onSearch: (search: RowsSearch) => void;
  metrics: Metric[];
  /** The trace that is open beside the page. */
  open: string | undefined;
  onTrace: (trace: string, step: string) => void;
  execution: (traceId: string, step: string) => ReactNode;
}

export function ResultRows({ projectId, experimentId, search, onSearch, metrics, open, onTrace, execution }: ResultRowsProps) {
  const t = useT();
  const wish = {
    order: search.order,
    only_failed: search.failed,
    metric: search.metric,
    at_least: search.metric ? search.min : undefined,
    at_most: search.metric ? search.max : undefined,
  };
  const pages = useInfiniteQuery(rowsQuery(projectId, experimentId, wish));
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const isNarrowed = Boolean(search.failed || search.metric);
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold text-base">{t("experiments.items")}</h2>
        <span className="text-faint text-xs">{t.count("experiments.itemCount", pages.data?.pages[0]?.total ?? 0)}</span>
      </div>
      <Bar search={search} onSearch={onSearch} metrics={metrics} />
      {pages.isPending && <Skeleton className="h-64 w-full" />}
      {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
      {pages.data && rows.length === 0 && (
        <EmptyState icon={SearchX} title={t(isNarrowed ? "states.noMatches" : "experiments.noItems")}>
          {isNarrowed && (
            <Button onClick={() => onSearch({ failed: undefined, metric: undefined, min: undefined, max: undefined })}>
              {t("experiments.allItems")}
            </Button>
          )}
        </EmptyState>
      )}
      <ol className="flex flex-col gap-3">
        {rows.map((row) => (
          <ItemCard key={row.item_id} row={row} open={open} onTrace={onTrace} execution={execution} />
        ))}
      </ol>
      <LoadMore pages={pages} className="mt-3" />
    </section>
  );
}

const WORST = " worst";
const ANY = " any";

function Bar({ search, onSearch, metrics }: Pick<ResultRowsProps, "search" | "onSearch" | "metrics">) {
  const t = useT();
  const orders = [
    { value: WORST, label: t("experiments.worstFirst") },
    ...metrics.flatMap((metric) => [
      { value: metric.name, label: `${metricName(t, metric.name)} ↑` },
      { value: `-${metric.name}`, label: `${metricName(t, metric.name)} ↓` },
    ]),
  ];
  return (
    <search aria-label={t("experiments.items")} className="mb-3 flex flex-wrap items-center gap-2 text-sm">
      <Select
        aria-label={t("experiments.order")}
        value={search.order ?? WORST}
        onValueChange={(order) => onSearch({ order: order === WORST ? undefined : order })}
        options={orders}
      />
      <Select
        aria-label={t("experiments.narrowBy")}
        value={search.metric ?? ANY}
        onValueChange={(metric) => onSearch({ metric: metric === ANY ? undefined : metric, min: undefined, max: undefined })}
        options={[
          { value: ANY, label: t("experiments.anyScore") },
          ...metrics.map((metric) => ({ value: metric.name, label: metricName(t, metric.name) })),
        ]}
      />
      {search.metric && (
        <span className="flex items-center gap-1.5">
          <Bound label={t("experiments.atLeast")} value={search.min} onValue={(min) => onSearch({ min })} />
          <span aria-hidden>–</span>
          <Bound label={t("experiments.atMost")} value={search.max} onValue={(max) => onSearch({ max })} />
        </span>
      )}
      <span className="flex items-center gap-2 sm:ml-auto">
        <Checkbox
          id="only-failed"
          checked={search.failed ?? false}
          onCheckedChange={(checked) => onSearch({ failed: checked === true ? true : undefined })}
        />
        <label htmlFor="only-failed">{t("experiments.onlyFailed")}</label>
      </span>
    </search>
  );
}

const TYPING_PAUSE_MS = 300;

interface BoundProps {
  label: string;
  value: number | undefined;
  onValue: (value: number | undefined) => void;
}

/** A number that narrows once typing has paused. */
function Bound({ label, value, onValue }: BoundProps) {
  const [typed, setTyped] = useState(value === undefined ? "" : String(value));
  // biome-ignore lint/correctness/useExhaustiveDependencies: typing starts the pause, not a new callback
  useEffect(() => {
    const next = typed.trim() === "" || Number.isNaN(Number(typed)) ? undefined : Number(typed);
    if (next === value) return;
    const timer = setTimeout(() => onValue(next), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return (
    <Input
      type="number"
      step="any"
      className="tabular w-24"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
