/** Beside a trace, step or session: what every rule did with it, and if nothing, why not. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, CircleHelp, X } from "lucide-react";
import { useState } from "react";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import { formatNumber } from "@/lib/format";
import { ScoreWords, StateBadge } from "../marks";
import type { WhyNot } from "../queries";
import { type Asked, whyNotQuery } from "./why-not-queries";

export function WhyNotButton({ projectId, asked }: { projectId: string; asked: Asked }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("evaluation.whyNot")} title={t("evaluation.whyNot")}>
          <CircleHelp aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-[26rem] max-w-[calc(100vw-1rem)] p-3">
        <h3 className="mb-2 font-semibold text-sm">{t("evaluation.whyNotTitle")}</h3>
        {open && <Answers projectId={projectId} asked={asked} />}
      </PopoverContent>
    </Popover>
  );
}

function Answers({ projectId, asked }: { projectId: string; asked: Asked }) {
  const t = useT();
  const found = useQuery(whyNotQuery(projectId, asked));
  if (found.isPending) return <Skeleton className="h-24 w-full" />;
  if (found.isError) return <p className="text-danger-text text-sm">{found.error.message}</p>;
  if (found.data.data.length === 0) return <p className="text-soft text-sm">{t("evaluation.noRulesWhy")}</p>;
  return (
    <ul className="flex flex-col divide-y divide-line">
      {found.data.data.map((one) => (
        <AnswerLine key={one.rule_id} projectId={projectId} answer={one} />
      ))}
    </ul>
  );
}

/** What one rule did with what was asked about. */
export function AnswerLine({ projectId, answer }: { projectId: string; answer: WhyNot }) {
  const t = useT();
  return (
    <li className="flex flex-col gap-1 py-2 text-sm first:pt-0 last:pb-0">
      <Link
        to="/projects/$projectId/rules/$ruleId"
        params={{ projectId, ruleId: answer.rule_id }}
        className="truncate font-medium hover:underline"
      >
        {answer.rule_name}
      </Link>
      <p className="text-soft">
        {t(`evaluation.answer_${answer.answer}`)}
        {answer.until && (
          <>
            {" "}
            (<Moment iso={answer.until} />)
          </>
        )}
      </p>
      {answer.answer === "sampled_out" && (
        <p className="tabular text-faint text-xs">
          {t("evaluation.drawn", {
            number: formatNumber(answer.drawn_number, t.locale, 3),
            sampling: formatNumber(answer.sampling, t.locale, 4),
          })}
        </p>
      )}
      {answer.answer === "not_matched" && (
        <ul className="flex flex-col gap-0.5">
          {answer.conditions.map((condition) => (
            <li key={condition.text} className="flex items-start gap-1.5 text-xs">
              {condition.met ? (
                <Check className="mt-0.5 size-3.5 shrink-0 text-success-text" aria-label="✓" />
              ) : (
                <X className="mt-0.5 size-3.5 shrink-0 text-danger-text" aria-label="✗" />
              )}
              <span className="min-w-0">
                <code className="break-words">{condition.text}</code>
                {!condition.met && condition.found && (
                  <span className="text-faint"> {t("evaluation.found", { found: condition.found })}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {answer.executions.map((execution) => (
        <div key={execution.id} className="flex items-start gap-2 text-xs">
          <StateBadge state={execution.state} />
          <span className="min-w-0 flex-1">
            <span className="text-soft">{execution.evaluator_name}</span> <ScoreWords execution={execution} />
            {execution.error && <span className="block break-words text-danger-text">{execution.error}</span>}
            {answer.paused[execution.evaluator_id] && execution.state === "waiting" && (
              <span className="block break-words text-warning-text">{answer.paused[execution.evaluator_id]}</span>
            )}
          </span>
        </div>
      ))}
    </li>
  );
}
