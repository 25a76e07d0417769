/** What stands around a conversation when it is asked for: the system prompt, and the tools that were called. */
import { ScrollText, Wrench } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { LevelMark } from "@/components/observation-type";
import { useT } from "@/i18n";
import { formatDuration } from "@/lib/format";
import type { Draw } from "./draw";
import type { Turn } from "./queries";
import { type ToolCall, toolCalls } from "./tool-calls";

interface SystemPromptProps {
  source: { text: string; truncated: boolean };
  systemOf: Draw["systemOf"];
}

export function SystemPrompt({ source, systemOf }: SystemPromptProps) {
  const t = useT();
  const words = useMemo(() => systemOf?.(source.text) ?? "", [systemOf, source.text]);
  if (words === "" && !source.truncated) return null;
  return (
    <Folded icon={<ScrollText className="size-3.5 text-grey" aria-hidden />} title={t("sessions.systemPrompt")} hint={words}>
      <p className="whitespace-pre-wrap break-words text-sm">{words || t("sessions.systemCut")}</p>
    </Folded>
  );
}

interface TurnToolsProps {
  turn: Turn;
  draw: Draw;
  onOpen: ((stepId?: string) => void) | undefined;
}

export function TurnTools({ turn, draw, onOpen }: TurnToolsProps) {
  const calls = useMemo(() => toolCalls(turn.steps ?? []), [turn.steps]);
  if (calls.length === 0) return null;
  return (
    <div className="flex max-w-[min(100%,40rem)] flex-col gap-1.5">
      {calls.map((call) => (
        <Call key={call.key} call={call} traceId={turn.id} draw={draw} onOpen={onOpen} />
      ))}
    </div>
  );
}

function Call({ call, traceId, draw, onOpen }: Omit<TurnToolsProps, "turn"> & { call: ToolCall; traceId: string }) {
  const t = useT();
  return (
    <Folded
      icon={call.failed ? <LevelMark level="ERROR" /> : <Wrench className="size-3.5 shrink-0 text-orange" aria-hidden />}
      title={<code className="font-semibold text-ink">{call.name || "–"}</code>}
      hint={call.args}
      figure={call.latency_ms === null ? "" : formatDuration(call.latency_ms)}
    >
      <Part title={t("trace.arguments")}>{call.args === "" ? "–" : draw.message(call.args, "user", traceId)}</Part>
      {call.result !== null && (
        <Part title={t("trace.result")}>{call.result === "" ? "–" : draw.message(call.result, "assistant", traceId)}</Part>
      )}
      {onOpen && (
        <button type="button" className="mt-1 text-accent-text text-xs hover:underline" onClick={() => onOpen(call.stepId)}>
          {t("sessions.openStep")}
        </button>
      )}
    </Folded>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0 text-sm">
      <p className="text-faint text-xs">{title}</p>
      {children}
    </div>
  );
}

interface FoldedProps {
  icon: ReactNode;
  title: ReactNode;
  hint: string;
  figure?: string;
  children: ReactNode;
}

function Folded({ icon, title, hint, figure, children }: FoldedProps) {
  return (
    <details className="group min-w-0 rounded-md border border-line bg-surface px-2.5 py-1.5">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 text-soft text-xs">
        {icon}
        <span className="max-w-1/2 truncate">{title}</span>
        <span className="min-w-0 flex-1 truncate font-mono text-faint group-open:invisible">{hint.slice(0, 200)}</span>
        <span className="tabular shrink-0 text-faint">{figure}</span>
      </summary>
      <div className="mt-2 flex min-w-0 flex-col gap-2">{children}</div>
    </details>
  );
}
