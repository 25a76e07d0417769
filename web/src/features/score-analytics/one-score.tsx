/** One score: its numbers, how it is distributed, how it moves, and how it differs by a dimension. */
import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatNumber, formatPercent } from "@/lib/format";
import { IntervalText } from "./interval-text";
import {
  byQuery,
  DIMENSIONS,
  type Dimension,
  oneQuery,
  type ScoreAnalysis,
  type ScoreKey,
  type ScorePoint,
  type ScoreScope,
} from "./queries";
import { TrendChart } from "./trend-chart";

interface OneScoreProps {
  projectId: string;
  score: ScoreKey;
  scope: ScoreScope;
  dimension: Dimension;
  onDimension: (dimension: Dimension) => void;
}

/** Dimensions whose groups are things with a name. */
const OF_IDS: ReadonlySet<Dimension> = new Set(["author", "evaluator", "config", "queue", "experiment"] as const);

export function OneScore({ projectId, score, scope, dimension, onDimension }: OneScoreProps) {
  const t = useT();
  const one = useQuery(oneQuery(projectId, score, scope));
  const groups = useQuery(byQuery(projectId, score, dimension, scope));
  if (one.isError) return <ErrorState error={one.error} retry={() => one.refetch()} />;
  if (!one.data) return <Skeleton className="h-80 w-full" />;
  if (one.data.count === 0) return <EmptyState icon={Gauge} title={t("analytics.noScores")} />;
  const labels = one.data.bars.map((bar) => bar.label);
  return (
    <>
      <Figures found={one.data} share={score.data_type === "BOOLEAN"} />
      <Section title={t("analytics.distribution")}>
        <Bars found={one.data} kind={score.data_type} />
      </Section>
      <Section title={t("analytics.trend")} description={score.data_type === "CATEGORICAL" ? undefined : t("analytics.trendWhy")}>
        <TrendChart kind={score.data_type} points={one.data.trend} labels={labels} />
      </Section>
      <Section
        title={t(`analytics.dimension_${dimension}`)}
        actions={
          <Select
            aria-label={t("analytics.by")}
            value={dimension}
            onValueChange={onDimension}
            options={DIMENSIONS.map((value) => ({ value, label: t(`analytics.dimension_${value}`) }))}
          />
        }
      >
        {groups.isError && <ErrorState error={groups.error} retry={() => groups.refetch()} />}
        {groups.isPending && <Skeleton className="h-40 w-full" />}
        {groups.data && <Groups rows={groups.data} kind={score.data_type} labels={labels} areIds={OF_IDS.has(dimension)} />}
      </Section>
    </>
  );
}

function Figures({ found, share }: { found: ScoreAnalysis; share: boolean }) {
  const t = useT();
  const number = (value: number | null | undefined) => formatNumber(value, t.locale, 3);
  const figures: [string, ReactNode][] = [[t("analytics.count"), formatNumber(found.count, t.locale, 0)]];
  if (found.mean)
    figures.push([
      share ? t("analytics.shareTrue") : t("analytics.mean"),
      <IntervalText key="m" interval={found.mean} share={share} />,
    ]);
  if (found.quantiles && !share) {
    figures.push(
      [t("analytics.median"), number(found.quantiles[2])],
      [t("analytics.middleHalf"), `${number(found.quantiles[1])} – ${number(found.quantiles[3])}`],
      [t("analytics.deviation"), number(found.standard_deviation)],
      [t("analytics.range"), `${number(found.lowest)} – ${number(found.highest)}`],
    );
  }
  return (
    <dl className="mb-8 flex flex-wrap gap-x-10 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt className="text-faint text-xs">{label}</dt>
          <dd className="tabular mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Bars({ found, kind }: { found: ScoreAnalysis; kind: ScoreKey["data_type"] }) {
  const t = useT();
  const highest = Math.max(1, ...found.bars.map((bar) => bar.count));
  const nameOf = (bar: ScoreAnalysis["bars"][number]) => {
    if (kind === "BOOLEAN") return bar.label === "1" ? t("answers.yes") : t("answers.no");
    if (bar.low === null || bar.low === bar.high) return bar.label;
    return `${formatNumber(bar.low, t.locale, 3)} – ${formatNumber(bar.high, t.locale, 3)}`;
  };
  return (
    <ul className="flex max-h-96 flex-col gap-1 overflow-y-auto rounded-lg border border-line bg-surface p-4 text-xs">
      {found.bars.map((bar) => (
        <li key={bar.label} className="grid grid-cols-[minmax(5rem,11rem)_1fr_4rem_9rem] items-center gap-3">
          <span className="tabular truncate text-right text-soft">{nameOf(bar)}</span>
          <span className="h-3 rounded-xs bg-accent" style={{ width: `${(100 * bar.count) / highest}%` }} aria-hidden />
          <span className="tabular text-right">{formatNumber(bar.count, t.locale, 0)}</span>
          <IntervalText interval={bar.share} share />
        </li>
      ))}
    </ul>
  );
}

interface GroupsProps {
  rows: readonly ScorePoint[];
  kind: ScoreKey["data_type"];
  labels: readonly string[];
  /** Groups are told by name, and by id only when what they are is gone. */
  areIds: boolean;
}

function Groups({ rows, kind, labels, areIds }: GroupsProps) {
  const t = useT();
  const shown = labels.slice(0, 6);
  return (
    <div className="max-h-[32rem] overflow-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <thead className="sticky top-0 border-line border-b bg-surface text-faint text-xs">
          <tr>
            <th className="px-3 py-2 text-left font-medium">{t("analytics.group")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("analytics.count")}</th>
            {kind === "CATEGORICAL" ? (
              shown.map((label) => (
                <th key={label} className="px-3 py-2 text-right font-medium">
                  {label}
                </th>
              ))
            ) : (
              <th className="px-3 py-2 text-left font-medium">
                {kind === "BOOLEAN" ? t("analytics.shareTrue") : t("analytics.mean")}
              </th>
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.key}>
              <td className="max-w-80 truncate px-3 py-1.5">
                <GroupName row={row} isId={areIds} />
              </td>
              <td className="tabular px-3 py-1.5 text-right">{formatNumber(row.count, t.locale, 0)}</td>
              {kind === "CATEGORICAL" ? (
                shown.map((label) => (
                  <td key={label} className="tabular px-3 py-1.5 text-right">
                    {formatPercent((row.parts[label] ?? 0) / row.count, t.locale)}
                  </td>
                ))
              ) : (
                <td className="px-3 py-1.5">
                  <IntervalText interval={row.mean} share={kind === "BOOLEAN"} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GroupName({ row, isId }: { row: ScorePoint; isId: boolean }) {
  const t = useT();
  if (row.key === "") return <span className="text-faint">{t("analytics.without")}</span>;
  if (!isId || row.name !== null) return row.name ?? row.key;
  return (
    <span className="text-faint" title={t("filter.nameless", { id: row.key })}>
      {row.key}
    </span>
  );
}
