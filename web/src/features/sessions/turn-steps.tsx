/** The steps of a turn with what went in and out of them, and the time between in which nothing ran. */
import { useMemo } from "react";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { ScoreBadge } from "@/components/score-badges";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatDuration } from "@/lib/format";
import type { Draw } from "./draw";
import { idleBefore } from "./idle";
import { Line } from "./line";
import type { Look } from "./look";
import type { Step, Turn } from "./queries";

/** Nothing running for less than this is not worth a line, in milliseconds. */
const IDLE_MS = 5_000;

interface TurnStepsProps {
  turn: Turn;
  look: Look;
  draw: Draw;
  onOpen: ((stepId?: string) => void) | undefined;
}

export function TurnSteps({ turn, look, draw, onOpen }: TurnStepsProps) {
  const t = useT();
  const steps = turn.steps ?? [];
  const idle = useMemo(() => idleBefore(turn.steps ?? []), [turn.steps]);
  const alone = look.show === "first_llm" || look.show === "last_llm";
  const more = alone ? 0 : (turn.step_count ?? 0) - steps.length;
  if (steps.length === 0) {
    return <p className="px-2 text-faint text-sm">{t(alone ? "sessions.noModelCall" : "sessions.noSteps")}</p>;
  }
  return (
    <div className="flex flex-col gap-2">
      {steps.map((step, index) => (
        <div key={step.id} className="contents">
          {(idle[index] ?? 0) >= IDLE_MS && <Line>{t("sessions.idle", { duration: formatDuration(idle[index]) })}</Line>}
          <StepCard step={step} look={look} draw={draw} onOpen={onOpen} />
        </div>
      ))}
      {more > 0 && onOpen && (
        <Button variant="ghost" size="sm" className="self-start" onClick={() => onOpen()}>
          {t.count("sessions.moreSteps", more)}
        </Button>
      )}
    </div>
  );
}

interface StepCardProps {
  step: Step;
  look: Look;
  draw: Draw;
  onOpen: ((stepId?: string) => void) | undefined;
}

function StepCard({ step, look, draw, onOpen }: StepCardProps) {
  const t = useT();
  const empty = step.input.total === 0 && step.output.total === 0;
  return (
    <section aria-label={step.name} className="min-w-0 rounded-lg border border-line bg-surface">
      <button
        type="button"
        onClick={onOpen && (() => onOpen(step.id))}
        disabled={!onOpen}
        className="flex w-full flex-wrap items-center gap-x-2 gap-y-0.5 rounded-t-lg px-3 py-1.5 text-left text-soft text-xs enabled:hover:bg-hover"
      >
        <TypeIcon type={step.type} />
        <LevelMark level={step.level} />
        <span className="truncate font-medium text-ink">{step.name || t("trace.unnamed")}</span>
        {step.model && <span className="truncate text-faint">{step.model}</span>}
        <span className="tabular ml-auto flex flex-wrap items-center gap-x-3">
          {step.total_tokens !== null && step.total_tokens > 0 && (
            <span>{t("trace.tokenCount", { count: formatCompact(step.total_tokens, t.locale) })}</span>
          )}
          {step.cost_usd !== null && <span>{formatCost(step.cost_usd, t.locale)}</span>}
          {step.latency_ms !== null && <span>{formatDuration(step.latency_ms)}</span>}
        </span>
      </button>
      {(!empty || step.status_message !== "" || step.scores.length > 0) && (
        <div className="flex min-w-0 flex-col gap-3 border-line border-t px-3 py-2.5">
          {step.status_message !== "" && <p className="break-words text-danger-text text-sm">{step.status_message}</p>}
          {draw.payload?.(step, "input", look)}
          {draw.payload?.(step, "output", look)}
          {step.scores.length > 0 && (
            <div className="flex flex-wrap gap-1">
              {step.scores.map((score, index) => (
                <ScoreBadge key={index} score={{ ...score, id: String(index), string_value: score.text ?? "", comment: "" }} />
              ))}
            </div>
          )}
        </div>
      )}
    </section>
  );
}
