import { Badge, type Tone } from "@/components/ui/badge";
import { formatNumber } from "@/lib/format";
import type { ScoreValue } from "./queries";

/** The words or number of a score. */
export function scoreText(score: Pick<ScoreValue, "data_type" | "value" | "string_value">): string {
  if (score.data_type === "BOOLEAN") return score.value ? "✓" : "✗";
  if (score.data_type === "NUMERIC") return formatNumber(score.value, "en", 3);
  return score.string_value;
}

function tone(score: ScoreValue): Tone {
  if (score.data_type !== "BOOLEAN") return "neutral";
  return score.value ? "success" : "danger";
}

export function ScoreChip({ score }: { score: ScoreValue }) {
  return (
    <Badge tone={tone(score)} title={score.comment || undefined} className="max-w-40">
      <span className="truncate">{score.name}</span>
      <span className="font-semibold tabular-nums">{scoreText(score)}</span>
    </Badge>
  );
}
