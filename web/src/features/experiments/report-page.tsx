/** A comparison to hand on: one column, made to be printed (or kept as PDF) and shared by its address. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Download, Printer } from "lucide-react";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { PageSkeleton } from "@/components/page-skeleton";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { CategoryTables } from "./category-table";
import { type CompareSearch, listOf } from "./compare-page";
import { MetricTable } from "./metric-table";
import { PairCard } from "./pair-list";
import { comparisonQuery, type Outcome, pairsQuery, reportHref } from "./queries";

export function ReportPage({ projectId, search }: { projectId: string; search: CompareSearch }) {
  const t = useT();
  const candidates = listOf(search.with);
  const lower = listOf(search.lower);
  const baselineId = search.baseline ?? "";
  const found = useQuery(comparisonQuery(projectId, baselineId, candidates, lower));
  if (found.isPending) return <PageSkeleton />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const { baseline } = found.data;
  return (
    <div className="h-full overflow-y-auto print:h-auto print:overflow-visible">
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-2 border-line border-b bg-surface px-4 py-2 print:hidden">
        <Button asChild variant="ghost" size="icon-sm">
          <Link
            to="/projects/$projectId/experiments/compare"
            params={{ projectId }}
            search={search}
            aria-label={t("experiments.comparison")}
          >
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
        <span className="text-faint text-xs">{t("experiments.shareHint")}</span>
        <CopyButton text={window.location.href} label={t("experiments.copyLink")} className="ml-auto" />
        <Button asChild>
          <a href={reportHref(projectId, baselineId, candidates, lower, t.locale.startsWith("zh") ? "zh" : "en")} download>
            <Download aria-hidden />
            Markdown
          </a>
        </Button>
        <Button variant="primary" onClick={() => window.print()}>
          <Printer aria-hidden />
          {t("experiments.print")}
        </Button>
      </div>
      <article className="mx-auto flex max-w-5xl flex-col gap-6 px-4 py-6">
        <header>
          <h1 className="font-semibold text-2xl">
            {t("experiments.reportTitle")}: {baseline.experiment.name}
          </h1>
          <p className="mt-1 text-soft text-sm">
            {baseline.experiment.dataset_name} · {t.count("experiments.itemCount", baseline.summary.items)} ·{" "}
            <Moment iso={baseline.experiment.end_time} />
          </p>
        </header>
        {found.data.candidates.map((candidate) => (
          <section key={candidate.results.experiment.id} className="flex flex-col gap-4">
            <h2 className="font-semibold text-lg">
              {t("experiments.candidate")}: {candidate.results.experiment.name}
            </h2>
            <p className="text-soft text-sm">{t.count("experiments.commonItems", candidate.common_items)}</p>
            <MetricTable comparisons={candidate.comparisons} lower={lower} />
            <CategoryTables comparisons={candidate.categories} />
            {(["regressed", "improved"] as const).map((outcome) => (
              <Moved
                key={outcome}
                projectId={projectId}
                baseline={baselineId}
                candidate={candidate.results.experiment.id}
                outcome={outcome}
                lower={lower}
              />
            ))}
          </section>
        ))}
        <p className="border-line border-t pt-3 text-faint text-xs">{t("experiments.method")}</p>
      </article>
    </div>
  );
}

interface MovedProps {
  projectId: string;
  baseline: string;
  candidate: string;
  outcome: Outcome;
  lower: string[];
}

function Moved({ projectId, outcome, ...runs }: MovedProps) {
  const t = useT();
  const pages = useInfiniteQuery(pairsQuery(projectId, { ...runs, outcome, metric: "" }));
  const first = pages.data?.pages[0];
  if (!first) return null;
  return (
    <div>
      <h3 className="mb-2 font-semibold text-sm">
        {t(`experiments.outcome_${outcome}`)} ({first.total})
      </h3>
      <ol className="flex flex-col gap-3">
        {first.data.map((pair) => (
          <PairCard key={pair.baseline.item_id} pair={pair} metric="" />
        ))}
      </ol>
    </div>
  );
}
