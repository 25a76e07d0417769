/** Scores as small marks: name and value, coloured where they say yes or no. */
import { Badge } from "@/components/ui/badge";
import { formatNumber, NOTHING } from "@/lib/format";

export interface ShownScore {
  id: string;
  name: string;
  data_type: string;
  value: number | null;
  string_value: string;
  comment: string;
}

/** The words or number of a score. */
export function scoreText(score: Pick<ShownScore, "data_type" | "value" | "string_value">): string {
  if (score.data_type === "BOOLEAN") return score.value ? "✓" : "✗";
  if (score.data_type === "NUMERIC") return formatNumber(score.value, "en", 3);
  return score.string_value;
}

export function ScoreBadge({ score }: { score: ShownScore }) {
  const tone = score.data_type !== "BOOLEAN" ? "neutral" : score.value ? "success" : "danger";
  return (
    <Badge tone={tone} title={score.comment || undefined} className="max-w-48">
      <span className="truncate">{score.name}</span>
      <span className="truncate font-semibold tabular-nums">{scoreText(score)}</span>
    </Badge>
  );
}

export function ScoreBadges({ scores }: { scores: readonly ShownScore[] }) {
  if (scores.length === 0) return <span className="text-faint">{NOTHING}</span>;
  return (
    <span className="flex min-w-0 gap-1 overflow-hidden [&>:not(:only-child)]:shrink-0">
      {scores.map((score) => (
        <ScoreBadge key={score.id} score={score} />
      ))}
    </span>
  );
}
