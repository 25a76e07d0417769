/** Two scores of the same things: how far they agree, in figures with intervals and as a heat map. */
import { useQuery } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { IntervalText } from "./interval-text";
import { type ScoreComparison, type ScoreKey, type ScoreScope, twoQuery } from "./queries";

export type Same = "target" | "trace";

interface TwoScoresProps {
  projectId: string;
  first: ScoreKey;
  second: ScoreKey;
  scope: ScoreScope;
  same: Same;
  onSame: (same: Same) => void;
}

export function TwoScores({ projectId, first, second, scope, same, onSame }: TwoScoresProps) {
  const t = useT();
  const two = useQuery(twoQuery(projectId, first, second, same, scope));
  const choice = (
    <Segmented
      aria-label={t("analytics.pairs")}
      value={same}
      onValueChange={onSame}
      options={[
        { value: "target", label: t("analytics.sameThing") },
        { value: "trace", label: t("analytics.sameTrace") },
      ]}
    />
  );
  return (
    <Section title={t("analytics.agreement")} actions={choice}>
      {two.isError && <ErrorState error={two.error} retry={() => two.refetch()} />}
      {two.isPending && <Skeleton className="h-60 w-full" />}
      {two.data?.pairs === 0 && (
        <EmptyState icon={Unplug} title={t("analytics.noPairs")}>
          {t("analytics.noPairsWhy")}
        </EmptyState>
      )}
      {two.data && two.data.pairs > 0 && (
        <>
          <Figures found={two.data} />
          <HeatMap found={two.data} first={first.name} second={second.name} />
        </>
      )}
    </Section>
  );
}

function Figures({ found }: { found: ScoreComparison }) {
  const t = useT();
  const count = (value: number) => formatNumber(value, t.locale, 0);
  const figures: [string, ReactNode][] = [
    [
      t("analytics.matched"),
      <span key="p" className="tabular font-semibold">
        {count(found.pairs)}
      </span>,
    ],
    [
      t("analytics.unmatched"),
      <span key="u" className="tabular">{`${count(found.only_first)} · ${count(found.only_second)}`}</span>,
    ],
  ];
  const add = (label: string, value: ReactNode) => figures.push([label, value]);
  if (found.agreement) add(t("analytics.sameAnswer"), <IntervalText interval={found.agreement} share />);
  if (found.kappa)
    add(
      t("analytics.kappa"),
      <>
        <IntervalText interval={found.kappa} /> <span className="text-soft text-xs">{strength(found.kappa.value, t)}</span>
      </>,
    );
  if (found.pearson) add(t("analytics.pearson"), <IntervalText interval={found.pearson} />);
  if (found.spearman) add(t("analytics.spearman"), <IntervalText interval={found.spearman} />);
  if (found.mean_absolute_error) add(t("analytics.mae"), <IntervalText interval={found.mean_absolute_error} />);
  if (found.root_mean_square_error !== null)
    add(t("analytics.rmse"), <span className="tabular">{formatNumber(found.root_mean_square_error, t.locale, 3)}</span>);
  if (found.first_mean !== null && found.second_mean !== null)
    add(
      t("analytics.means"),
      <span className="tabular">{`${formatNumber(found.first_mean, t.locale, 3)} · ${formatNumber(found.second_mean, t.locale, 3)}`}</span>,
    );
  return (
    <dl className="mb-4 flex flex-wrap gap-x-10 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt className="text-faint text-xs">{label}</dt>
          <dd className="mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Landis & Koch 1977. */
function strength(kappa: number | null, t: ReturnType<typeof useT>): string {
  if (kappa === null) return "";
  if (kappa <= 0) return t("analytics.strength_none");
  if (kappa <= 0.2) return t("analytics.strength_slight");
  if (kappa <= 0.4) return t("analytics.strength_fair");
  if (kappa <= 0.6) return t("analytics.strength_moderate");
  return kappa <= 0.8 ? t("analytics.strength_substantial") : t("analytics.strength_perfect");
}

function HeatMap({ found, first, second }: { found: ScoreComparison; first: string; second: string }) {
  const t = useT();
  const highest = Math.max(1, ...found.confusion.flat());
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface p-4">
      <table className="text-xs">
        <caption className="mb-2 text-left text-faint">{t("analytics.rowsAndColumns", { first, second })}</caption>
        <thead>
          <tr>
            <td />
            {found.second_labels.map((label, place) => (
              <th key={place} scope="col" className="max-w-24 truncate px-1 pb-1 font-normal text-faint" title={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.confusion.map((row, place) => (
            <tr key={place}>
              <th
                scope="row"
                className="max-w-40 truncate pr-2 text-right font-normal text-faint"
                title={found.first_labels[place]}
              >
                {found.first_labels[place]}
              </th>
              {row.map((count, column) => (
                <td key={column} className="relative h-8 w-14 min-w-14 border border-surface p-0 text-center">
                  <span
                    className="absolute inset-0 rounded-xs bg-blue"
                    style={{ opacity: count === 0 ? 0.04 : 0.12 + (0.5 * count) / highest }}
                  />
                  <span className="tabular relative">{count > 0 ? formatNumber(count, t.locale, 0) : ""}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
