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
import "@/i18n/late/experiments";
import { CategoryTables } from "./category-table";
import { MetricTable } from "./metric-table";
import { PairList } from "./pair-list";
import { type Comparison, comparisonQuery, type Results, type UsedPrompt } from "./queries";

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
  /** A prompt version that a run used, with what can be done with it: another feature's component. */
  prompt: (used: UsedPrompt) => ReactNode;
}

export function ComparePage({ projectId, search, onChange, panel, prompt }: ComparePageProps) {
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
            <Sides
              comparison={found.data}
              candidate={candidate}
              shown={shown}
              onShow={setShown}
              prompt={prompt}
              projectId={projectId}
            />
            <MetricTable comparisons={candidate.comparisons} lower={lower} onToggle={toggle} />
            <CategoryTables comparisons={candidate.categories} />
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

interface SidesProps {
  projectId: string;
  comparison: Comparison;
  candidate: Comparison["candidates"][number];
  shown: number;
  onShow: (index: number) => void;
  prompt: ComparePageProps["prompt"];
}

/** Who is compared with whom, and the prompts that they used. */
function Sides({ projectId, comparison, candidate, shown, onShow, prompt }: SidesProps) {
  const t = useT();
  const { candidates, baseline } = comparison;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Side title={t("experiments.baseline")} projectId={projectId} results={baseline} prompt={prompt} />
      <Side title={t("experiments.candidate")} projectId={projectId} results={candidate.results} prompt={prompt}>
        {candidates.length > 1 && (
          <Select
            aria-label={t("experiments.candidate")}
            value={String(shown)}
            onValueChange={(value) => onShow(Number(value))}
            options={candidates.map((one, index) => ({ value: String(index), label: one.results.experiment.name }))}
          />
        )}
      </Side>
      <p className="text-faint text-xs sm:col-span-2">{t.count("experiments.commonItems", candidate.common_items)}</p>
    </div>
  );
}

interface SideProps {
  title: string;
  projectId: string;
  results: Results;
  prompt: ComparePageProps["prompt"];
  /** Absent: the run's name. */
  children?: ReactNode;
}

function Side({ title, projectId, results, prompt, children }: SideProps) {
  const { id, name } = results.experiment;
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-1.5 rounded-lg border border-line bg-surface px-4 py-3">
      <h2 className="text-faint text-xs">{title}</h2>
      {children || (
        <Link
          to="/projects/$projectId/experiments/$experimentId"
          params={{ projectId, experimentId: id }}
          className="truncate font-medium text-sm hover:underline"
        >
          {name}
        </Link>
      )}
      {results.prompts.map((used) => (
        <span key={`${used.name} ${used.version}`}>{prompt(used)}</span>
      ))}
    </section>
  );
}
