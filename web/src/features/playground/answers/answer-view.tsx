/** A column's answer: as it grows, and once it is kept with its figures, tool calls, errors and its trace. */
import { Link } from "@tanstack/react-router";
import { Brain, CircleAlert, CornerDownRight, ListTree, Pilcrow, Square, Wrench } from "lucide-react";
import { useEffect, useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { formatCost, formatDuration, formatNumber } from "@/lib/format";
import type { ToolCall } from "../draft";
import type { Answer } from "../queries";
import { AnswerDiff } from "./answer-diff";
import type { ShownAnswer } from "./answer-store";
import { type AnswerForm, AnswerText, useAnswerForm } from "./answer-text";

interface AnswerViewProps {
  projectId: string;
  answer: ShownAnswer | undefined;
  /** The answer that this one is compared with; undefined shows it as it is. */
  base?: string;
  /** Puts the answer behind the messages; undefined where they cannot change. */
  onContinue?: (text: string, calls: ToolCall[]) => void;
}

export function AnswerView({ projectId, answer, base, onContinue }: AnswerViewProps) {
  const t = useT();
  const [form, setForm] = useAnswerForm();
  if (!answer) return <p className="px-3 py-2 text-faint text-sm">{t("playground.noAnswer")}</p>;
  const calls = (answer.kept?.tool_calls ?? []) as unknown as ToolCall[];
  const shown = answer.state === "kept" ? readable(answer.text) : answer.text;
  const isJson = shown !== answer.text || /^\s*[[{]/.test(shown);
  return (
    <div className="flex min-w-0 flex-col gap-2 px-3 py-2" aria-live="off" aria-busy={answer.state === "running"}>
      <Figures answer={answer} projectId={projectId} />
      {answer.reasoning && (
        <details
          className="rounded-md bg-sunken px-2.5 py-1.5 ring-1 ring-line"
          open={answer.text === "" && answer.state === "running"}
        >
          <summary className="flex cursor-pointer list-none items-center gap-1.5 text-soft text-xs">
            <Brain className="size-3.5 text-pink" aria-hidden />
            {t("playground.reasoning")}
          </summary>
          <p className="mt-1.5 whitespace-pre-wrap break-words text-soft text-xs">{answer.reasoning}</p>
        </details>
      )}
      {base !== undefined && answer.state === "kept" ? (
        <AnswerDiff base={readable(base)} text={shown} />
      ) : (
        <Said answer={answer} text={shown} form={form} />
      )}
      {calls.map((call) => (
        <div key={call.id || call.name} className="rounded-md bg-sunken px-2.5 py-1.5 ring-1 ring-line">
          <p className="flex items-center gap-1.5 text-soft text-xs">
            <Wrench className="size-3.5 text-orange" aria-hidden />
            {t("playground.callsTool")} <code className="font-semibold text-ink">{call.name}</code>
          </p>
          <pre className="mt-1 overflow-x-auto whitespace-pre-wrap break-words font-mono text-xs">{readable(call.arguments)}</pre>
        </div>
      ))}
      {answer.kept && <Trouble answer={answer.kept} />}
      {answer.state === "lost" && (
        <p role="alert" className="text-warning-text text-sm">
          {t("playground.lost")}
        </p>
      )}
      {answer.state === "kept" && (answer.text || calls.length > 0) && (
        <div className="flex flex-wrap items-center gap-1">
          {onContinue && answer.kept?.status === "done" && (
            <Button size="sm" variant="ghost" onClick={() => onContinue(answer.text, calls)}>
              <CornerDownRight aria-hidden />
              {t(calls.length > 0 ? "playground.addWithResults" : "playground.addToMessages")}
            </Button>
          )}
          {answer.text && !isJson && base === undefined && (
            <Button size="sm" variant="ghost" onClick={() => setForm(form === "text" ? "markdown" : "text")}>
              <Pilcrow aria-hidden />
              {t(form === "text" ? "playground.asMarkdown" : "playground.asText")}
            </Button>
          )}
          {answer.text && <CopyButton text={shown} label={t("playground.copyAnswer")} />}
        </div>
      )}
    </div>
  );
}

function Said({ answer, text, form }: { answer: ShownAnswer; text: string; form: AnswerForm }) {
  if (answer.state === "kept") {
    const isJson = /^\s*[[{]/.test(text);
    return text === "" ? null : <AnswerText text={text} form={isJson ? "text" : form} />;
  }
  return (
    <p data-answer className="whitespace-pre-wrap break-words text-sm leading-relaxed">
      {text}
      {answer.state === "running" && <span className="ml-0.5 inline-block h-3.5 w-1.5 animate-pulse bg-accent align-middle" />}
    </p>
  );
}

function Figures({ answer, projectId }: { answer: ShownAnswer; projectId: string }) {
  const t = useT();
  const now = useNow(answer.state === "running" && answer.startedAt !== null);
  const { kept } = answer;
  if (!kept) {
    if (answer.startedAt === null) return null;
    const first = answer.firstPieceAt === null ? null : answer.firstPieceAt - answer.startedAt;
    return (
      <div className="tabular flex flex-wrap gap-1.5">
        <Badge tone="accent">{formatDuration(now - answer.startedAt)}</Badge>
        {first !== null && <Badge title={t("playground.firstToken")}>{`${t("playground.ttft")} ${formatDuration(first)}`}</Badge>}
      </div>
    );
  }
  const tokens = tokensOf(kept);
  return (
    <div className="tabular flex flex-wrap items-center gap-1.5">
      <Badge title={t("playground.latency")}>{formatDuration(kept.latency_ms)}</Badge>
      {kept.first_token_ms !== null && (
        <Badge title={t("playground.firstToken")}>{`${t("playground.ttft")} ${formatDuration(kept.first_token_ms)}`}</Badge>
      )}
      {tokens.input + tokens.output > 0 && (
        <Badge title={usageWords(kept)}>
          {t("playground.tokens", { input: formatNumber(tokens.input, t.locale), output: formatNumber(tokens.output, t.locale) })}
        </Badge>
      )}
      {kept.status === "done" && (
        <Badge title={kept.cost_usd === null ? t("playground.noPrice") : `$${kept.cost_usd}`}>
          {kept.cost_usd === null ? t("playground.noCost") : formatCost(kept.cost_usd, t.locale)}
        </Badge>
      )}
      {kept.finish_reason === "length" && <Badge tone="warning">{t("playground.cutByLength")}</Badge>}
      {kept.finish_reason === "content_filter" && <Badge tone="warning">{t("playground.filtered")}</Badge>}
      <Link
        to="/projects/$projectId/traces/$traceId"
        params={{ projectId, traceId: kept.trace_id }}
        className="ml-auto inline-flex items-center gap-1 text-accent-text text-xs hover:underline"
      >
        <ListTree className="size-3.5" aria-hidden />
        {t("playground.trace")}
      </Link>
    </div>
  );
}

function Trouble({ answer }: { answer: Answer }) {
  const t = useT();
  if (answer.status === "stopped") {
    return (
      <p className="flex items-center gap-1.5 text-warning-text text-xs">
        <Square className="size-3" aria-hidden />
        {t("playground.stopped")}
      </p>
    );
  }
  if (answer.status !== "failed") return null;
  return (
    <div role="alert" className="flex gap-2 rounded-md bg-danger-soft px-2.5 py-2 text-danger-text text-sm">
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium">{t.dynamic(`playground.failure_${answer.error_kind}`, t("playground.failed"))}</p>
        <p className="mt-0.5 whitespace-pre-wrap break-words text-xs">{answer.error}</p>
      </div>
    </div>
  );
}

/** Input and output tokens with everything that belongs to them, such as cached input and reasoning. */
function tokensOf(answer: Answer): { input: number; output: number } {
  const sum = (start: string) =>
    Object.entries(answer.usage).reduce((total, [name, count]) => total + (name.startsWith(start) ? count : 0), 0);
  return { input: sum("input"), output: sum("output") };
}

const usageWords = (answer: Answer) =>
  Object.entries(answer.usage)
    .map(([name, count]) => `${name} ${count}`)
    .join("\n");

/** JSON indented, anything else as it is. */
export function readable(text: string): string {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
