/** What each version did when it was used: calls, latency, cost, errors, scores with their 95 % intervals. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartNoAxesColumn } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatDuration, formatNumber, formatPercent } from "@/lib/format";
import { LabelBadge } from "./label-badge";
import { type Numbers, numbersQuery, type PromptDetail } from "./queries";

export function NumbersTable({ projectId, prompt }: { projectId: string; prompt: PromptDetail }) {
  const t = useT();
  const numbers = useQuery(numbersQuery(projectId, prompt.id));
  if (numbers.isPending) return <Skeleton className="h-48 w-full" />;
  if (numbers.isError) return <ErrorState error={numbers.error} retry={() => numbers.refetch()} />;
  if (numbers.data.data.length === 0) {
    return (
      <EmptyState icon={ChartNoAxesColumn} title={t("prompts.noCalls")}>
        {t("prompts.noCallsWhy")}
      </EmptyState>
    );
  }
  return <NumbersOf rows={numbers.data.data} projectId={projectId} prompt={prompt} />;
}

interface NumbersOfProps {
  rows: Numbers[];
  projectId: string;
  prompt: Pick<PromptDetail, "name" | "labels">;
}

export function NumbersOf({ rows, projectId, prompt }: NumbersOfProps) {
  const t = useT();
  const scores = [...new Set(rows.flatMap((row) => row.scores.map((score) => score.name)))].sort();
  const head = "px-3 py-2 text-right font-medium whitespace-nowrap";
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="tabular w-full text-right text-sm">
        <thead className="border-line border-b bg-sunken text-faint text-xs">
          <tr>
            <th className="px-3 py-2 text-left font-medium">{t("prompts.version")}</th>
            <th className={head}>{t("prompts.calls")}</th>
            <th className={head}>{t("prompts.errors")}</th>
            <th className={head}>{t("prompts.median")}</th>
            <th className={head}>{t("prompts.p95")}</th>
            <th className={head}>{t("prompts.costMean")}</th>
            <th className={head}>{t("prompts.costTotal")}</th>
            <th className={head}>{t("prompts.tokensMedian")}</th>
            {scores.map((name) => (
              <th key={name} className={head} title={t("prompts.scoreMean")}>
                {name}
              </th>
            ))}
            <th className={head}>{t("prompts.lastUsed")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.version} className="hover:bg-hover">
              <th className="px-3 py-2 text-left font-medium">
                <span className="flex items-center gap-1.5">
                  v{row.version}
                  {Object.entries(prompt.labels).map(
                    ([label, version]) => version === row.version && <LabelBadge key={label} label={label} />,
                  )}
                </span>
              </th>
              <td className="px-3 py-2">
                <Link
                  to="/projects/$projectId/traces"
                  params={{ projectId }}
                  search={{
                    q: `prompt_name:${JSON.stringify(prompt.name)} prompt_version:${row.version}`,
                    rows: "observations",
                    range: "30d",
                  }}
                  className="text-accent-text hover:underline"
                >
                  {formatCompact(row.calls, t.locale)}
                </Link>
              </td>
              <td className="px-3 py-2">{formatPercent(row.error_rate, t.locale)}</td>
              <td className="px-3 py-2">{formatDuration(row.latency_median_ms)}</td>
              <td className="px-3 py-2">{formatDuration(row.latency_p95_ms)}</td>
              <td className="px-3 py-2">{formatCost(row.cost_mean, t.locale)}</td>
              <td className="px-3 py-2">{formatCost(row.cost_total, t.locale)}</td>
              <td className="px-3 py-2 whitespace-nowrap">
                {formatCompact(row.input_tokens_median, t.locale)} → {formatCompact(row.output_tokens_median, t.locale)}
              </td>
              {scores.map((name) => (
                <td key={name} className="px-3 py-2 whitespace-nowrap">
                  <ScoreCell score={row.scores.find((score) => score.name === name)} />
                </td>
              ))}
              <td className="px-3 py-2 text-soft text-xs whitespace-nowrap">
                <Moment iso={row.last_used} form="ago" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ScoreCell({ score }: { score: Numbers["scores"][number] | undefined }) {
  const t = useT();
  if (!score) return "–";
  return (
    <>
      {formatNumber(score.mean, t.locale)}
      {score.interval && (
        <span className="ml-1 text-faint text-xs">
          [{formatNumber(score.interval.low, t.locale)}, {formatNumber(score.interval.high, t.locale)}]
        </span>
      )}
    </>
  );
}
