/** The scores of one thing and a row for each config to set one. Arrows move between rows, 1–9 choose, Enter saves, Esc closes. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useMay } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { scoreText } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { choicesOf, readValue } from "./choices";
import { CorrectOutput } from "./correct-output";
import {
  type Asked,
  type ScoreConfig,
  type ScoreRow,
  type ScoreValue,
  scoreConfigsQuery,
  scoresOfQuery,
  type Target,
  useAddScore,
  useChangeScore,
  useRemoveScore,
} from "./queries";
import { ScoreComment } from "./score-comment";
import { EvaluatorOf, RuleOf } from "./score-origin";

interface ScoreSheetProps {
  projectId: string;
  target: Target;
  /** Only these configs, for an annotation queue; otherwise all that are in use. */
  asked?: Asked;
}

export function ScoreSheet({ projectId, target, asked }: ScoreSheetProps) {
  const t = useT();
  const mayWrite = useMay("scores:write");
  const scores = useQuery(scoresOfQuery(projectId, target));
  const configs = useQuery(scoreConfigsQuery(projectId));
  const error = scores.error ?? configs.error;
  if (error) return <ErrorState error={error} retry={() => Promise.all([scores.refetch(), configs.refetch()])} />;
  if (!scores.data || !configs.data) return <Skeleton className="m-3 h-24" />;
  const offered = configs.data.filter((config) => (asked ? asked.configIds.includes(config.id) : !config.is_archived));
  const byHand = (config: ScoreConfig) =>
    scores.data.find((score) => score.config_id === config.id && score.source === "ANNOTATION");
  const shown = new Set(offered.flatMap((config) => byHand(config)?.id ?? []));
  const correction = scores.data.find((score) => score.data_type === "CORRECTION" && score.source === "ANNOTATION");
  const others = scores.data.filter((score) => !shown.has(score.id) && score !== correction);
  return (
    <section aria-label={t("scores.scores")} onKeyDown={moveRow}>
      <h3 className="border-line border-b px-3 py-2 font-semibold text-sm">{t("scores.scores")}</h3>
      {offered.length === 0 && (
        <p className="px-3 py-3 text-soft text-sm">
          {t("scores.noConfigs")}{" "}
          <Link
            to="/projects/$projectId/settings/scores"
            params={{ projectId }}
            className="text-accent-text underline-offset-2 hover:underline"
          >
            {t("scores.configs")}
          </Link>
        </p>
      )}
      {mayWrite && offered.length > 0 && (
        <ul className="flex flex-col py-1">
          {offered.map((config, index) => (
            <ConfigRow
              key={config.id}
              projectId={projectId}
              target={target}
              config={config}
              score={byHand(config)}
              first={index === 0}
              queueId={asked?.queueId}
            />
          ))}
        </ul>
      )}
      {mayWrite && target.traceId !== undefined && <CorrectOutput projectId={projectId} target={target} standing={correction} />}
      {others.length > 0 && (
        <ul className="border-line border-t py-1">
          {others.map((score) => (
            <OtherScore key={score.id} projectId={projectId} score={score} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      {mayWrite && offered.length > 0 && (
        <p className="border-line border-t px-3 py-1.5 text-2xs text-faint">{t("scores.keys")}</p>
      )}
    </section>
  );
}

/** Up and down go to the row before and after, wherever the focus stands in the row. */
function moveRow(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-score-row]")];
  const at = rows.findIndex((row) => row.contains(event.target as Node));
  const next = rows[at + by];
  if (at < 0 || !next) return;
  event.preventDefault();
  (next.querySelector<HTMLElement>("input, [aria-pressed=true]") ?? next.querySelector<HTMLElement>("button"))?.focus();
}

interface ConfigRowProps {
  projectId: string;
  target: Target;
  config: ScoreConfig;
  score: ScoreRow | undefined;
  first: boolean;
  queueId: string | undefined;
}

function ConfigRow({ projectId, target, config, score, first, queueId }: ConfigRowProps) {
  const t = useT();
  const add = useAddScore(projectId, target, queueId);
  const change = useChangeScore(projectId);
  const remove = useRemoveScore(projectId);
  const busy = add.isPending || change.isPending || remove.isPending;
  const choices = choicesOf(config, t("answers.yes"), t("answers.no"));
  const save = (value: ScoreValue) => {
    if (busy) return;
    if (score) change.mutate({ id: score.id, value });
    else add.mutate({ config, value });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const choice = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
    if (!choice || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    save(choice.value);
  };
  return (
    <li data-score-row className="px-3 py-1.5 focus-within:bg-hover" onKeyDown={onKeyDown}>
      <div className="mb-1 flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium text-xs" title={config.description ?? undefined}>
          {config.name}
        </span>
        {score && (
          <Button
            variant="ghost"
            size="icon-xs"
            aria-label={t("scores.remove", { name: config.name })}
            disabled={busy}
            onClick={() => remove.mutate(score.id)}
          >
            <X aria-hidden />
          </Button>
        )}
      </div>
      {choices.length > 0 ? (
        <fieldset className="flex flex-wrap gap-1" aria-label={config.name}>
          {choices.map((choice, index) => {
            const chosen = score !== undefined && choice.is(score);
            return (
              <button
                key={choice.label}
                type="button"
                // biome-ignore lint/a11y/noAutofocus: the popover was opened to judge
                autoFocus={first && index === 0}
                aria-pressed={chosen}
                // Not disabled while it is saved: the focus would be lost, and with it the arrow keys.
                aria-busy={busy || undefined}
                onClick={() => save(choice.value)}
                className={cn(
                  "inline-flex h-7 items-center gap-1.5 rounded-md border border-line-strong px-2 text-xs hover:bg-hover aria-busy:opacity-60",
                  chosen && "border-accent bg-accent-soft text-accent-text",
                )}
              >
                {index < 9 && <span className="tabular text-2xs text-faint">{index + 1}</span>}
                {choice.label}
              </button>
            );
          })}
        </fieldset>
      ) : (
        <ValueInput config={config} score={score} first={first} busy={busy} onSave={save} />
      )}
      {score && <ScoreComment projectId={projectId} score={score} />}
    </li>
  );
}

interface ValueInputProps {
  config: ScoreConfig;
  score: ScoreRow | undefined;
  first: boolean;
  busy: boolean;
  onSave: (value: ScoreValue) => void;
}

function ValueInput({ config, score, first, busy, onSave }: ValueInputProps) {
  const t = useT();
  const numeric = config.data_type === "NUMERIC";
  const before = score === undefined ? "" : numeric ? String(score.value ?? "") : score.string_value;
  const [text, setText] = useState(before);
  useEffect(() => setText(before), [before]);
  const value = readValue(config, text);
  const [low, high] = [config.min_value, config.max_value];
  const hint = !numeric ? t("scores.textHint") : low === null && high === null ? "0" : `${low ?? "−∞"} – ${high ?? "∞"}`;
  return (
    <form
      className="flex gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== null) onSave(value);
      }}
    >
      <Input
        autoFocus={first}
        aria-label={config.name}
        aria-invalid={text !== "" && value === null ? true : undefined}
        inputMode={numeric ? "decimal" : undefined}
        value={text}
        placeholder={hint}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" busy={busy} disabled={value === null || text === before}>
        {t("actions.save")}
      </Button>
    </form>
  );
}

function OtherScore({ projectId, score, mayWrite }: { projectId: string; score: ScoreRow; mayWrite: boolean }) {
  const t = useT();
  const remove = useRemoveScore(projectId);
  return (
    <li className="px-3 py-1 text-xs">
      <span className="flex items-center gap-2">
        <span className="min-w-0 truncate">{score.name}</span>
        <span className="tabular min-w-0 flex-1 truncate font-semibold">{scoreText(score)}</span>
        <Badge>{score.source}</Badge>
        {mayWrite && (
          <Button
            variant="ghost"
            size="icon-xs"
            busy={remove.isPending}
            aria-label={t("scores.remove", { name: score.name })}
            onClick={() => remove.mutate(score.id)}
          >
            <X aria-hidden />
          </Button>
        )}
      </span>
      {score.evaluator_id && (
        <p className="mt-0.5 flex min-w-0 gap-1.5 text-faint">
          <EvaluatorOf projectId={projectId} score={score} />
          {score.rule_id && (
            <>
              <span aria-hidden>·</span>
              <RuleOf projectId={projectId} score={score} />
            </>
          )}
        </p>
      )}
      {score.comment && <p className="mt-0.5 whitespace-pre-wrap break-words text-soft">{score.comment}</p>}
    </li>
  );
}
