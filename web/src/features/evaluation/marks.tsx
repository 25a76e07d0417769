/** Small marks that the pages of evaluation share: states, last runs, pauses, score values. */
import { PauseCircle } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { Tip } from "@/components/ui/tooltip";
import { type PlainKey, type Translate, useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatNumber } from "@/lib/format";
import type { Execution, ExecutionState } from "./queries";

const TONES: Record<ExecutionState, Tone> = {
  waiting: "neutral",
  running: "accent",
  done: "success",
  failed: "danger",
  cancelled: "neutral",
};
const DOTS: Record<string, string> = { done: "bg-success", failed: "bg-danger", running: "bg-accent" };
const REASONS = new Set(["auth", "bad_model", "billing", "by_hand", "no_connection", "no_model", "refused", "unreachable"]);

export function StateBadge({ state }: { state: ExecutionState }) {
  const t = useT();
  return <Badge tone={TONES[state]}>{t(`evaluation.state_${state}`)}</Badge>;
}

/** Five dots, newest first. */
export function LastRuns({ states }: { states: string[] }) {
  const t = useT();
  if (states.length === 0) return null;
  const words = states.map((state) => t(`evaluation.state_${state as ExecutionState}`)).join(", ");
  return (
    <span
      role="img"
      className="inline-flex items-center gap-0.5"
      aria-label={`${t("evaluation.lastRuns")}: ${words}`}
      title={words}
    >
      {states.map((state, index) => (
        <span key={index} className={cn("size-2 rounded-full", DOTS[state] ?? "bg-line-strong")} />
      ))}
    </span>
  );
}

export function pauseWords(t: Translate, reason: string): string {
  return REASONS.has(reason) ? t(`evaluation.reason_${reason}` as PlainKey) : reason;
}

export function PausedBadge({ reason, message }: { reason: string; message: string }) {
  const t = useT();
  if (!reason) return null;
  return (
    <Tip content={message || pauseWords(t, reason)}>
      <Badge tone="warning" tabIndex={0}>
        <PauseCircle aria-hidden />
        {pauseWords(t, reason)}
      </Badge>
    </Tip>
  );
}

/** A score's value as text: the category or truth value, else the number. */
export function scoreWords(score: { string_value?: unknown; value?: unknown }, locale: string): string {
  if (typeof score.string_value === "string" && score.string_value) return score.string_value;
  return typeof score.value === "number" ? formatNumber(score.value, locale) : "–";
}

export function ScoreWords({ execution }: { execution: Execution }) {
  const t = useT();
  return (
    <span className="flex min-w-0 flex-col">
      {execution.scores.map((score) => (
        <span key={String(score.id)} className="truncate" title={String(score.comment ?? "")}>
          {score.name !== execution.evaluator_name && <span className="text-faint">{String(score.name)}: </span>}
          <span className="tabular font-medium">{scoreWords(score, t.locale)}</span>
          {score.comment ? <span className="text-soft"> – {String(score.comment)}</span> : null}
        </span>
      ))}
    </span>
  );
}
