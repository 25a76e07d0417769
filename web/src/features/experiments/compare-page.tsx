/** A baseline and the runs beside it: what may be said of every metric, and the items that got better or worse. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowLeftRight, FileText } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { PageSkeleton } from "@/components/page-skeleton";
import { SidePanel } from "@/components/side-panel";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { MetricTable } from "./metric-table";
import { PairList } from "./pair-list";
import { comparisonQuery } from "./queries";

export interface CompareSearch {
  baseline?: string;
  /** Ids of the candidates, separated by commas. */
  with?: string;
  /** Scores of which less is better, separated by commas. */
  lower?: string;
  trace?: string;
  step?: string;
}

export const listOf = (text: string | undefined) => (text ?? "").split(",").filter(Boolean);

interface ComparePageProps {
  projectId: string;
  search: CompareSearch;
  onChange: (search: Partial<CompareSearch>) => void;
  panel: (traceId: string, step: string | undefined) => ReactNode;
}

export function ComparePage({ projectId, search, onChange, panel }: ComparePageProps) {
  const t = useT();
  const candidates = listOf(search.with);
  const lower = listOf(search.lower);
  const found = useQuery(comparisonQuery(projectId, search.baseline ?? "", candidates, lower));
  const [shown, setShown] = useState(0);
  if (found.isPending) return <PageSkeleton />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const { baseline } = found.data;
  const candidate = found.data.candidates[Math.min(shown, found.data.candidates.length - 1)];
  if (!candidate) return null;
  const turn = () => onChange({ baseline: candidate.results.experiment.id, with: baseline.experiment.id });
  const toggle = (metric: string) =>
    onChange({
      lower: (lower.includes(metric) ? lower.filter((one) => one !== metric) : [...lower, metric]).join(",") || undefined,
    });
  return (
    <Page
      title={t("experiments.comparison")}
      before={
        <Button asChild variant="ghost" size="icon-sm">
          <Link to="/projects/$projectId/experiments" params={{ projectId }} aria-label={t("experiments.experiments")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      }
      actions={
        <>
          {candidates.length === 1 && (
            <Button onClick={turn}>
              <ArrowLeftRight aria-hidden />
              {t("experiments.turn")}
            </Button>
          )}
          <Button asChild>
            <Link
              to="/projects/$projectId/experiments/report"
              params={{ projectId }}
              search={{ baseline: search.baseline, with: search.with, lower: search.lower }}
            >
              <FileText aria-hidden />
              {t("experiments.report")}
            </Link>
          </Button>
        </>
      }
    >
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 overflow-y-auto px-4 py-4">
          <div className="mx-auto flex max-w-6xl flex-col gap-6">
            <p className="text-sm">
              <span className="text-faint">{t("experiments.baseline")}</span>{" "}
              <span className="font-medium">{baseline.experiment.name}</span>
              {"  ·  "}
              <span className="text-faint">{t("experiments.candidate")}</span>{" "}
              {found.data.candidates.length > 1 ? (
                <Select
                  aria-label={t("experiments.candidate")}
                  value={String(shown)}
                  onValueChange={(value) => setShown(Number(value))}
                  options={found.data.candidates.map((one, index) => ({
                    value: String(index),
                    label: one.results.experiment.name,
                  }))}
                />
              ) : (
                <span className="font-medium">{candidate.results.experiment.name}</span>
              )}
              <span className="ml-3 text-faint text-xs">{t.count("experiments.commonItems", candidate.common_items)}</span>
            </p>
            <MetricTable comparisons={candidate.comparisons} lower={lower} onToggle={toggle} />
            <PairList
              key={candidate.results.experiment.id}
              projectId={projectId}
              baseline={baseline.experiment.id}
              candidate={candidate.results.experiment.id}
              metrics={candidate.comparisons.map((one) => one.name)}
              lower={lower}
              onTrace={(trace, step) => onChange({ trace, step })}
            />
          </div>
        </div>
        <SidePanel
          open={search.trace !== undefined}
          onClose={() => onChange({ trace: undefined, step: undefined })}
          name="experiment-trace"
          title={t("experiments.trace")}
        >
          {search.trace && panel(search.trace, search.step)}
        </SidePanel>
      </div>
    </Page>
  );
}
