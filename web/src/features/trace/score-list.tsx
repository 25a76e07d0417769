import { Gauge } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import { Moment } from "@/components/moment";
import { scoreText } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";
import type { ScoreValue } from "./queries";

/** Scores one below the other, each with its source, time and comment. */
export function ScoreList({ scores }: { scores: ScoreValue[] }) {
  const t = useT();
  if (scores.length === 0) {
    return (
      <EmptyState icon={Gauge} title={t("trace.noScores")}>
        {t("trace.noScoresWhy")}
      </EmptyState>
    );
  }
  return (
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line bg-surface">
      {scores.map((score) => (
        <li key={score.id} className="px-3 py-2">
          <div className="flex items-center gap-2 text-sm">
            <span className="truncate font-medium">{score.name}</span>
            <span className="font-semibold tabular-nums">{scoreText(score)}</span>
            <Badge>{score.source}</Badge>
            <Moment iso={score.timestamp} form="ago" className="ml-auto shrink-0 text-faint text-xs" />
          </div>
          {score.comment && <p className="mt-1 whitespace-pre-wrap break-words text-soft text-sm">{score.comment}</p>}
        </li>
      ))}
    </ul>
  );
}
