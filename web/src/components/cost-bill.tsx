/** How one cost came about: line by line, or why it is not known. Read from the server when it is shown. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import type { components } from "@/api/schema.gen";
import { CorrectCost } from "@/components/correct-cost";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost } from "@/lib/format";

type Correction = components["schemas"]["CorrectionEntry"];

interface CostBillProps {
  projectId: string;
  traceId: string;
  observationId: string;
}

const billQuery = ({ projectId, traceId, observationId }: CostBillProps) =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "observation", traceId, observationId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/costs/observations/{observation_id}", {
          params: { path: { project_id: projectId, observation_id: observationId }, query: { trace_id: traceId } },
          signal,
        }),
      ),
  });

export function CostBill(props: CostBillProps) {
  const t = useT();
  const cost = useQuery(billQuery(props));
  const mayCorrect = useMay("models:write");
  if (cost.isError) return <ErrorState error={cost.error} retry={() => cost.refetch()} className="py-4" />;
  if (!cost.data) return <Skeleton className="h-16 w-full" />;
  const { lines, total_cost_usd, reason, usage_estimated, unpriced, usage_problems, corrections, outcome } = cost.data;
  const problems = Object.values(usage_problems);
  return (
    <div className="flex flex-col gap-2 text-xs">
      <ul className="flex flex-col gap-1.5">
        {lines.map((line) => (
          <li key={line.key} className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 text-pretty text-soft">
              {line.text}
              {line.source !== "computed" && <Badge className="ml-1.5">{t("costs.sent")}</Badge>}
            </span>
            <span className="tabular shrink-0 font-medium">{formatCost(line.cost_usd, t.locale)}</span>
          </li>
        ))}
      </ul>
      {total_cost_usd !== null && (
        <p className="flex justify-between border-line border-t pt-2 font-medium">
          <span>{t("costs.total")}</span>
          <span className="tabular">{formatCost(total_cost_usd, t.locale)}</span>
        </p>
      )}
      {reason && <p className="text-pretty text-soft">{reason}</p>}
      {usage_estimated && <p className="text-warning-text">{t("costs.estimated")}</p>}
      {unpriced.length > 0 && <p className="text-faint">{t("costs.unpricedKeys", { keys: unpriced.join(", ") })}</p>}
      {problems.length > 0 && (
        <p className="text-danger-text">
          {t("costs.usageProblems")}: {problems.join("; ")}
        </p>
      )}
      <Corrections entries={corrections} projectId={props.projectId} />
      {mayCorrect && <CorrectCost {...props} corrected={outcome === "corrected"} />}
    </div>
  );
}

/** Who corrected the cost when, from what to what, and why; the newest first. */
function Corrections({ entries, projectId }: { entries: readonly Correction[]; projectId: string }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  if (entries.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 border-line border-t pt-2 text-faint" aria-label={t("costs.corrections")}>
      {entries.map((entry) => (
        <li key={entry.created_at} className="text-pretty">
          <span className="text-soft">{entry.note}</span> · {nameOf(entry.created_by)} ·{" "}
          <Moment iso={entry.created_at} form="ago" /> · {formatCost(entry.before?.total, t.locale)} →{" "}
          {entry.cost ? formatCost(entry.cost.total ?? sumOf(entry.cost), t.locale) : t("costs.takenBack")}
        </li>
      ))}
    </ul>
  );
}

const sumOf = (cost: Record<string, string>) => Object.values(cost).reduce((sum, amount) => sum + Number(amount), 0);
