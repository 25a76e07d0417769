/** What the project spends: totals, days, one dimension at a time, and how costs of traces and sessions are spread. */
import { useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import { useState } from "react";
import { fieldValuesQuery, filterFieldsQuery, keysQuery } from "@/api/filter-fields";
import { useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { addTerm } from "@/components/filter/edit";
import type { ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { quote } from "@/components/filter/lex";
import { readFilterProblem } from "@/components/filter/problem";
import { Page } from "@/components/page";
import { parseRefresh, RefreshControl } from "@/components/refresh-control";
import { Section } from "@/components/section";
import { useWindow } from "@/components/table/use-window";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import "@/i18n/late/costs";
import { formatCompact, formatCost, formatPercent } from "@/lib/format";
import { parseRange, rangeText } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import {
  type CostRow,
  type CostScope,
  costsByDayQuery,
  costsByQuery,
  DIMENSIONS,
  type Dimension,
  distributionQuery,
} from "./queries";
import { CostRows } from "./reports/cost-rows";
import { DayBars } from "./reports/day-bars";
import { Histogram } from "./reports/histogram";

const DEFAULT_RANGE = "7d";

export interface CostsSearch {
  q?: string;
  range?: string;
  refresh?: string;
  by?: Dimension;
}

interface CostsPageProps {
  search: CostsSearch;
  onSearch: (change: CostsSearch) => void;
}

/** The filter's field for what a row of a dimension is about; rows of other dimensions narrow nothing. */
const FIELDS: Partial<Record<Dimension, string>> = {
  model: "model",
  user: "user_id",
  session: "session_id",
  tag: "tags",
  environment: "environment",
  trace_name: "trace_name",
  name: "name",
};

export function CostsPage({ search, onSearch }: CostsPageProps) {
  const t = useT();
  const project = useProject();
  const zone = useZone();
  const dimension = search.by ?? "model";
  const filter = search.q ?? "";
  const range = parseRange(search.range, DEFAULT_RANGE);
  const refresh = parseRefresh(search.refresh);
  const { from, to, renew } = useWindow(range, typeof refresh === "number" ? refresh : 0);
  const scope: CostScope = { from, to, filter };
  const by = useQuery(costsByQuery(project.id, scope, dimension));
  const split = dimension === "day" ? "model" : dimension;
  const days = useQuery(costsByDayQuery(project.id, scope, split, zone));
  const fields = useQuery(filterFieldsQuery(project.id, "observations")).data ?? [];
  const problem = readFilterProblem(by.error);
  const values: ValuesQuery = ({ field, prefix, of }) =>
    of === "keys"
      ? keysQuery(project.id, field === "scores" ? "scores" : "metadata", from, to, prefix)
      : fieldValuesQuery("observations", { projectId: project.id, from, to, field, containing: prefix });
  const field = FIELDS[dimension];
  const narrow = field ? (key: string) => onSearch({ q: addTerm(filter, `${field}:${quote(key)}`) }) : undefined;
  const actions = (
    <>
      <TimeRangePicker value={range} onChange={(next) => onSearch({ range: rangeText(next) })} />
      <RefreshControl
        value={refresh}
        onChange={(value) => onSearch({ refresh: value === 0 ? undefined : String(value) })}
        onRefresh={renew}
        fetching={by.isFetching}
      />
    </>
  );
  return (
    <Page title={t("costs.costs")} actions={actions}>
      <div className="flex shrink-0 border-line border-b bg-surface px-3 py-2">
        <FilterBar
          name="costs"
          value={filter}
          onChange={(q) => onSearch({ q: q || undefined })}
          fields={fields}
          valuesQuery={values}
          problem={problem}
          placeholder={t("costs.searchHint")}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-5">
        <div className="mx-auto max-w-6xl">
          {by.isError && !problem && <ErrorState error={by.error} retry={() => by.refetch()} />}
          {by.isPending && <Skeleton className="h-64 w-full" />}
          {by.data?.total.observations === 0 && (
            <EmptyState icon={Coins} title={t("costs.noCosts")}>
              {t("costs.noCostsWhy")}
            </EmptyState>
          )}
          {by.data && by.data.total.observations > 0 && (
            <>
              <Totals total={by.data.total} />
              <Section title={t("costs.perDay")}>
                {days.isError && <ErrorState error={days.error} retry={() => days.refetch()} />}
                {days.isPending && <Skeleton className="h-40" />}
                {days.data && <DayBars rows={days.data.data} />}
              </Section>
              <Section
                title={t("costs.breakdown")}
                actions={
                  <Select
                    aria-label={t("costs.groupBy")}
                    value={dimension}
                    onValueChange={(next) => onSearch({ by: next })}
                    options={DIMENSIONS.map((value) => ({ value, label: t(`costs.dimension_${value}`) }))}
                  />
                }
              >
                <CostRows
                  heading={t(`costs.dimension_${dimension}`)}
                  rows={by.data.data}
                  total={by.data.total.cost_usd}
                  onNarrow={narrow}
                />
              </Section>
              <Spread projectId={project.id} scope={scope} />
            </>
          )}
        </div>
      </div>
    </Page>
  );
}

function Totals({ total }: { total: CostRow }) {
  const t = useT();
  const share = total.input_tokens > 0 ? total.cached_tokens / total.input_tokens : null;
  const figures: [string, string, string?][] = [
    [t("costs.total"), formatCost(total.cost_usd, t.locale)],
    [t("costs.calls"), formatCompact(total.observations, t.locale)],
    [t("costs.inputTokens"), formatCompact(total.input_tokens, t.locale)],
    [t("costs.outputTokens"), formatCompact(total.output_tokens, t.locale)],
    [t("costs.cachedShare"), formatPercent(share, t.locale)],
    [t("costs.cacheSaved"), formatCost(total.cache_saved_usd, t.locale)],
  ];
  return (
    <dl className="mb-8 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      {figures.map(([label, value]) => (
        <div key={label} className="bg-surface px-4 py-3">
          <dt className="text-faint text-xs">{label}</dt>
          <dd className="tabular mt-1 font-semibold text-lg">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Spread({ projectId, scope }: { projectId: string; scope: CostScope }) {
  const t = useT();
  const [per, setPer] = useState<"trace" | "session">("trace");
  const spread = useQuery(distributionQuery(projectId, scope, per));
  const choose = (
    <Segmented
      aria-label={t("costs.distribution")}
      value={per}
      onValueChange={setPer}
      options={[
        { value: "trace", label: t("costs.perTrace") },
        { value: "session", label: t("costs.perSession") },
      ]}
    />
  );
  return (
    <Section title={t("costs.distribution")} actions={choose}>
      {spread.isError && <ErrorState error={spread.error} retry={() => spread.refetch()} />}
      {spread.isPending && <Skeleton className="h-40 w-full" />}
      {spread.data && <Histogram spread={spread.data} />}
    </Section>
  );
}
