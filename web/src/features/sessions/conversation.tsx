/** Turns as a conversation: what was said, the pauses between, and what each turn took. */
import type { ReactNode } from "react";
import { Moment } from "@/components/moment";
import { ScoreBadge } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCost, formatDuration } from "@/lib/format";
import type { Turn } from "./queries";

/** Pauses shorter than this are not worth a line, in milliseconds. */
const PAUSE_MS = 30_000;

/** How one side of a turn is shown; the route brings the reader of messages. */
export type RenderMessage = (text: string, role: "user" | "assistant", traceId: string) => ReactNode;

interface ConversationProps {
  turns: Turn[];
  isOpen: (turn: Turn) => boolean;
  onOpen: (turn: Turn) => void;
  /** Which turns have a trace to open; all, unless said otherwise. */
  mayOpen?: (turn: Turn) => boolean;
  renderMessage: RenderMessage;
}

export function Conversation({ turns, isOpen, onOpen, mayOpen = () => true, renderMessage }: ConversationProps) {
  const t = useT();
  return (
    <ol aria-label={t("sessions.conversation")} className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-5">
      {turns.map((turn, index) => (
        <TurnItem
          key={turn.id}
          turn={turn}
          number={index + 1}
          open={isOpen(turn)}
          onOpen={mayOpen(turn) ? () => onOpen(turn) : undefined}
          renderMessage={renderMessage}
        />
      ))}
    </ol>
  );
}

interface TurnItemProps {
  turn: Turn;
  number: number;
  open: boolean;
  onOpen: (() => void) | undefined;
  renderMessage: RenderMessage;
}

function TurnItem({ turn, number, open, onOpen, renderMessage }: TurnItemProps) {
  const t = useT();
  return (
    <li className="flex flex-col gap-2.5">
      {turn.gap_ms !== null && turn.gap_ms >= PAUSE_MS && (
        <p className="flex items-center gap-3 text-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          {t("sessions.pause", { duration: formatDuration(turn.gap_ms) })}
        </p>
      )}
      <button
        type="button"
        onClick={onOpen}
        disabled={!onOpen}
        aria-pressed={open}
        className={cn(
          "flex w-full flex-wrap items-center gap-x-3 gap-y-0.5 rounded-md px-2 py-1 text-left text-soft text-xs enabled:hover:bg-hover enabled:hover:text-ink",
          open && "bg-selected text-ink",
        )}
      >
        <span className="tabular font-semibold">{number}</span>
        <span className="truncate font-medium text-ink">{turn.name || t("trace.unnamedTrace")}</span>
        <span className="tabular ml-auto flex flex-wrap items-center gap-x-3">
          {turn.error_count > 0 && <Badge tone="danger">{t.count("trace.errors", turn.error_count)}</Badge>}
          <Moment iso={turn.timestamp} />
          <span>{formatDuration(turn.latency_ms)}</span>
          {turn.cost_usd !== null && <span>{formatCost(turn.cost_usd, t.locale)}</span>}
          {onOpen && <span className="text-accent-text">{t("sessions.openTrace")}</span>}
        </span>
      </button>
      <Said side="user" turn={turn} said={turn.input} renderMessage={renderMessage} />
      <Said side="assistant" turn={turn} said={turn.output} renderMessage={renderMessage} />
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
    </li>
  );
}

interface SaidProps {
  side: "user" | "assistant";
  turn: Turn;
  said: Turn["input"];
  renderMessage: RenderMessage;
}

function Said({ side, turn, said, renderMessage }: SaidProps) {
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
        {said.text === "" ? <span className="text-faint">{t("sessions.silent")}</span> : renderMessage(said.text, side, turn.id)}
        {said.truncated && <p className="mt-1 text-faint text-xs">{t("sessions.cut")}</p>}
      </div>
    </div>
  );
}

export function ConversationSkeleton() {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-5" aria-busy>
      {Array.from({ length: 4 }, (_, turn) => (
        <div key={turn} className="flex flex-col gap-3">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-10 w-2/5 self-end" />
          <Skeleton className="h-16 w-3/5" />
        </div>
      ))}
    </div>
  );
}
