/** One turn: the pause before it, its line of figures, and what is shown of it. */
import { Moment } from "@/components/moment";
import { ScoreBadge } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCost, formatDuration } from "@/lib/format";
import type { Draw } from "./draw";
import { Line } from "./line";
import { type Look, leftOut } from "./look";
import type { Turn } from "./queries";
import { TurnSteps } from "./turn-steps";
import { SystemPrompt, TurnTools } from "./turn-tools";

/** Pauses shorter than this are not worth a line, in milliseconds. */
const PAUSE_MS = 30_000;

export interface TurnItemProps {
  turn: Turn;
  before: number | undefined;
  look: Look;
  open: boolean;
  /** Absent where the trace cannot be opened. */
  onOpen: ((stepId?: string) => void) | undefined;
  draw: Draw;
}

export function TurnItem({ turn, before, look, open, onOpen, draw }: TurnItemProps) {
  const t = useT();
  const hidden = leftOut(turn.number, before);
  return (
    <div className="flex flex-col gap-2.5">
      {hidden > 0 && <Line>{t.count("sessions.leftOut", hidden)}</Line>}
      {hidden <= 0 && turn.gap_ms !== null && turn.gap_ms >= PAUSE_MS && (
        <Line>{t("sessions.pause", { duration: formatDuration(turn.gap_ms) })}</Line>
      )}
      <button
        type="button"
        onClick={onOpen && (() => onOpen())}
        disabled={!onOpen}
        aria-pressed={open}
        className={cn(
          "flex w-full flex-wrap items-center gap-x-3 gap-y-0.5 rounded-md px-2 py-1 text-left text-soft text-xs enabled:hover:bg-hover enabled:hover:text-ink",
          open && "bg-selected text-ink",
        )}
      >
        <span className="tabular font-semibold">{turn.number}</span>
        <span className="truncate font-medium text-ink">{turn.name || t("trace.unnamedTrace")}</span>
        <span className="tabular ml-auto flex flex-wrap items-center gap-x-3">
          {turn.error_count > 0 && <Badge tone="danger">{t.count("trace.errors", turn.error_count)}</Badge>}
          {look.show === "conversation" && look.filter !== "" && (turn.step_count ?? 0) > 0 && (
            <Badge tone="accent">{t.count("sessions.stepsMatch", turn.step_count ?? 0)}</Badge>
          )}
          <Moment iso={turn.timestamp} />
          <span>{formatDuration(turn.latency_ms)}</span>
          {turn.cost_usd !== null && <span>{formatCost(turn.cost_usd, t.locale)}</span>}
          {onOpen && <span className="text-accent-text">{t("sessions.openTrace")}</span>}
        </span>
      </button>
      {look.show === "conversation" ? (
        <>
          {look.system && turn.system_source && <SystemPrompt source={turn.system_source} systemOf={draw.systemOf} />}
          <Said side="user" turn={turn} said={turn.input} draw={draw} />
          {look.tools && <TurnTools turn={turn} draw={draw} onOpen={onOpen} />}
          <Said side="assistant" turn={turn} said={turn.output} draw={draw} />
        </>
      ) : (
        <TurnSteps turn={turn} look={look} draw={draw} onOpen={onOpen} />
      )}
      {turn.scores.length > 0 && (
        <div className="flex flex-wrap gap-1 px-2">
          {turn.scores.map((score, index) => (
            <ScoreBadge
              key={index}
              score={{
                id: String(index),
                name: score.name,
                data_type: score.data_type,
                value: score.value,
                string_value: score.text ?? "",
                comment: "",
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface SaidProps {
  side: "user" | "assistant";
  turn: Turn;
  said: Turn["input"];
  draw: Draw;
}

function Said({ side, turn, said, draw }: SaidProps) {
  const t = useT();
  const user = side === "user";
  return (
    <div className={cn("flex flex-col gap-1", user ? "items-end" : "items-start")}>
      <span className="px-2 text-2xs text-faint">{t(user ? "trace.role_user" : "trace.role_assistant")}</span>
      <div
        className={cn(
          "max-w-[min(100%,40rem)] break-words rounded-xl px-3.5 py-2 text-sm",
          user ? "rounded-tr-sm bg-accent-soft" : "rounded-tl-sm border border-line bg-surface",
        )}
      >
        {said.text === "" ? <span className="text-faint">{t("sessions.silent")}</span> : draw.message(said.text, side, turn.id)}
        {said.truncated && <p className="mt-1 text-faint text-xs">{t("sessions.cut")}</p>}
      </div>
    </div>
  );
}
