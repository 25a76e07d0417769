/** Asks a rule about one thing by its id or its address: what the rule did with it, and if nothing, why not. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import type { Rule } from "../queries";
import { readTarget } from "./read-target";
import { AnswerLine } from "./why-not";
import { type Asked, ruleWhyNotQuery } from "./why-not-queries";

interface WhyNotFormProps {
  projectId: string;
  rule: Rule;
  /** What stands in the address. */
  asked: Asked;
  onAsk: (asked: Asked) => void;
}

export function WhyNotForm({ projectId, rule, asked, onAsk }: WhyNotFormProps) {
  const t = useT();
  const [typed, setTyped] = useState(asked.sessionId ?? [asked.traceId, asked.observationId].filter(Boolean).join("/"));
  const target = readTarget(typed, rule.target === "session");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (target) onAsk(target);
  };
  const isAsked = asked.traceId !== undefined || asked.sessionId !== undefined;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <div className="mx-auto flex max-w-3xl flex-col gap-4">
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <Field
            className="min-w-56 flex-1"
            label={t(rule.target === "session" ? "evaluation.askSession" : "evaluation.askTrace")}
            hint={t("evaluation.askHint")}
          >
            {(control) => (
              <Input {...control} className="font-mono" value={typed} onChange={(event) => setTyped(event.target.value)} />
            )}
          </Field>
          <Button type="submit" variant="primary" className="mb-6" disabled={!target}>
            {t("evaluation.ask")}
          </Button>
        </form>
        {isAsked && <Answer projectId={projectId} ruleId={rule.id} asked={asked} />}
      </div>
    </div>
  );
}

function Answer({ projectId, ruleId, asked }: { projectId: string; ruleId: string; asked: Asked }) {
  const found = useQuery(ruleWhyNotQuery(projectId, ruleId, asked));
  if (found.isPending) return <Skeleton className="h-24 w-full" />;
  if (found.isError) {
    return (
      <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
        {found.error.message}
      </p>
    );
  }
  return (
    <ul aria-live="polite" className="rounded-lg border border-line bg-surface px-4 py-3">
      <AnswerLine projectId={projectId} answer={found.data} />
    </ul>
  );
}
