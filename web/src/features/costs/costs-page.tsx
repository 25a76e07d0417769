/** What the project spends: totals, days, one dimension at a time, and how costs of traces and sessions are spread. */
import { useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import { useMemo, useState } from "react";
import { useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Section } from "@/components/section";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatPercent } from "@/lib/format";
import { parseRange, rangeText, resolveRange } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { DayBars } from "./day-bars";
import { Histogram } from "./histogram";
import {
  type CostRow,
  costsByDayQuery,
  costsByQuery,
  DIMENSIONS,
  type Dimension,
  distributionQuery,
  type Period,
} from "./queries";

export const DEFAULT_RANGE = "7d";

interface CostsPageProps {
  range: string | undefined;
  dimension: Dimension;
  onChange: (search: { range?: string; by?: Dimension }) => void;
}

export function CostsPage({ range, dimension, onChange }: CostsPageProps) {
  const t = useT();
  const project = useProject();
  const zone = useZone();
  const chosen = parseRange(range, DEFAULT_RANGE);
  const text = rangeText(chosen);
  const period = useMemo(() => resolveRange(parseRange(text, DEFAULT_RANGE), new Date()), [text]);
  const by = useQuery(costsByQuery(project.id, period, dimension));
  const days = useQuery(costsByDayQuery(project.id, period, zone));
  const actions = <TimeRangePicker value={chosen} onChange={(next) => onChange({ range: rangeText(next) })} />;
  return (
    <Page title={t("costs.costs")} actions={actions}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-5">
        <div className="mx-auto max-w-6xl">
          {by.isError && <ErrorState error={by.error} retry={() => by.refetch()} />}
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
                {days.data ? <DayBars rows={days.data.data} /> : <Skeleton className="h-40" />}
              </Section>
              <Section
                title={t(`costs.dimension_${dimension}`)}
                actions={
                  <Select
                    aria-label={t("costs.groupBy")}
                    value={dimension}
                    onValueChange={(next) => onChange({ by: next })}
                    options={DIMENSIONS.map((value) => ({ value, label: t(`costs.dimension_${value}`) }))}
                  />
                }
              >
                <Rows rows={by.data.data} total={by.data.total.cost_usd} />
              </Section>
              <Spread projectId={project.id} period={period} />
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

function Rows({ rows, total }: { rows: readonly CostRow[]; total: number }) {
  const t = useT();
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <thead className="border-line border-b text-faint text-xs">
          <tr>
            <th className="px-3 py-2 text-left font-medium">{t("costs.groupBy")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.cost")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.calls")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.inputTokens")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.cachedShare")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.outputTokens")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.cacheSaved")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.key} className="hover:bg-hover">
              <td className="max-w-80 px-3 py-1.5">
                <span className="block truncate">{row.key || <span className="text-faint">{t("costs.none")}</span>}</span>
                <span
                  className="mt-0.5 block h-0.5 rounded-full bg-accent"
                  style={{ width: `${total > 0 ? Math.max(0.5, (100 * row.cost_usd) / total) : 0}%` }}
                />
              </td>
              <td className="tabular px-3 py-1.5 text-right font-medium">{formatCost(row.cost_usd, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.observations, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.input_tokens, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">
                {formatPercent(row.input_tokens > 0 ? row.cached_tokens / row.input_tokens : null, t.locale)}
              </td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.output_tokens, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCost(row.cache_saved_usd, t.locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Spread({ projectId, period }: { projectId: string; period: Period }) {
  const t = useT();
  const [per, setPer] = useState<"trace" | "session">("trace");
  const spread = useQuery(distributionQuery(projectId, period, per));
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
