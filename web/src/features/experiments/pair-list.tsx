/** Items in both runs, those that lost most first, with what either run said and where the words differ. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { ListTree, SearchX } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { Block, ScoreList } from "./item-card";
import { type ItemPair, type ItemRow, type Outcome, pairsQuery } from "./queries";
import { TextDiff } from "./text-diff";
import { asText, metricName, showDifference } from "./words";

const ALL = " all";
const OUTCOMES = ["regressed", "improved", "same", "any"] as const;

interface PairListProps {
  projectId: string;
  baseline: string;
  candidate: string;
  metrics: string[];
  lower: string[];
  onTrace: (trace: string, step: string) => void;
}

export function PairList({ projectId, baseline, candidate, metrics, lower, onTrace }: PairListProps) {
  const t = useT();
  const [metric, setMetric] = useState("");
  const [outcome, setOutcome] = useState<Outcome | "any">("regressed");
  const pages = useInfiniteQuery(pairsQuery(projectId, { baseline, candidate, metric, outcome, lower }));
  const first = pages.data?.pages[0];
  const counts: Partial<Record<Outcome | "any", number>> = { regressed: first?.regressed, improved: first?.improved };
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 className="font-semibold text-base">{t("experiments.items")}</h2>
        <Segmented
          className="ml-auto"
          aria-label={t("experiments.outcome")}
          value={outcome}
          onValueChange={setOutcome}
          options={OUTCOMES.map((value) => ({
            value,
            label: `${t(`experiments.outcome_${value}`)}${counts[value] === undefined ? "" : ` ${counts[value]}`}`,
          }))}
        />
        <Select
          aria-label={t("experiments.metric")}
          value={metric || ALL}
          onValueChange={(value) => setMetric(value === ALL ? "" : value)}
          options={[
            { value: ALL, label: t("experiments.allScores") },
            ...metrics.map((value) => ({ value, label: metricName(t, value) })),
          ]}
        />
      </div>
      {pages.isPending && <Skeleton className="h-48 w-full" />}
      {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
      {first?.total === 0 && <EmptyState icon={SearchX} title={t("experiments.noSuchItems")} />}
      <ol className="flex flex-col gap-3">
        {pages.data?.pages
          .flatMap((page) => page.data)
          .map((pair) => (
            <PairCard key={pair.baseline.item_id} pair={pair} metric={metric} onTrace={onTrace} />
          ))}
      </ol>
      <LoadMore pages={pages} className="mt-3" />
    </section>
  );
}

interface PairCardProps {
  pair: ItemPair;
  metric: string;
  onTrace?: (trace: string, step: string) => void;
}

export function PairCard({ pair, metric, onTrace }: PairCardProps) {
  const t = useT();
  const tone = pair.outcome === "regressed" ? "danger" : pair.outcome === "improved" ? "success" : "neutral";
  const before = asText(pair.baseline.executions[0]?.output);
  const after = asText(pair.candidate.executions[0]?.output);
  return (
    <li className="break-inside-avoid overflow-hidden rounded-lg border border-line bg-surface">
      <div className="grid gap-px bg-line md:grid-cols-2">
        <Block label={t("experiments.input")} value={pair.baseline.input} />
        <Block label={t("experiments.expected")} value={pair.baseline.expected_output ?? pair.candidate.expected_output} />
      </div>
      <div className="grid gap-px border-line border-t bg-line md:grid-cols-2">
        <Side title={t("experiments.baseline")} row={pair.baseline} onTrace={onTrace}>
          <TextDiff before={before} after={after} side="before" />
        </Side>
        <Side title={t("experiments.candidate")} row={pair.candidate} onTrace={onTrace}>
          <TextDiff before={before} after={after} side="after" />
        </Side>
      </div>
      {metric !== "" && (
        <p className="border-line border-t px-3 py-1.5">
          <Badge tone={tone}>{showDifference(metric, pair.gain, t.locale)}</Badge>
        </p>
      )}
    </li>
  );
}

interface SideProps {
  title: string;
  row: ItemRow;
  onTrace: PairCardProps["onTrace"];
  children: React.ReactNode;
}

function Side({ title, row, onTrace, children }: SideProps) {
  const t = useT();
  const one = row.executions[0];
  return (
    <div className="min-w-0 bg-surface px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 text-xs">
        <h4 className="text-faint">{title}</h4>
        <ScoreList scores={row.executions.length > 1 ? row.means : (one?.scores ?? {})} />
        {onTrace && one && (
          <Button
            variant="ghost"
            size="icon-xs"
            className="ml-auto"
            aria-label={`${t("experiments.trace")}: ${title}`}
            onClick={() => onTrace(one.trace_id, one.observation_id)}
          >
            <ListTree aria-hidden />
          </Button>
        )}
      </div>
      <div className="mt-1 whitespace-pre-wrap break-words text-sm">{children}</div>
    </div>
  );
}
