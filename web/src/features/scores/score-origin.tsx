/** Where a score comes from, by name: its evaluator, rule, queue and experiment. What is gone keeps its id, which no longer leads anywhere. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useT } from "@/i18n";
import type { ScoreRow } from "./queries";

interface OriginProps {
  projectId: string;
  score: ScoreRow;
}

const LINK = "truncate rounded-xs hover:underline";

export function EvaluatorOf({ projectId, score: { evaluator_id: id, evaluator_name: name } }: OriginProps) {
  return (
    <Named id={id} name={name}>
      <Link
        to="/projects/$projectId/evaluators/$evaluatorId"
        params={{ projectId, evaluatorId: id }}
        className={LINK}
        title={name ?? undefined}
      >
        {name}
      </Link>
    </Named>
  );
}

export function RuleOf({ projectId, score: { rule_id: id, rule_name: name } }: OriginProps) {
  return (
    <Named id={id} name={name}>
      <Link to="/projects/$projectId/rules/$ruleId" params={{ projectId, ruleId: id }} className={LINK} title={name ?? undefined}>
        {name}
      </Link>
    </Named>
  );
}

export function QueueOf({ projectId, score: { queue_id: id, queue_name: name } }: OriginProps) {
  return (
    <Named id={id} name={name}>
      <Link
        to="/projects/$projectId/queues/$queueId"
        params={{ projectId, queueId: id }}
        className={LINK}
        title={name ?? undefined}
      >
        {name}
      </Link>
    </Named>
  );
}

export function ExperimentOf({ projectId, score: { experiment_id: id, experiment_name: name } }: OriginProps) {
  return (
    <Named id={id} name={name}>
      <Link
        to="/projects/$projectId/experiments/$experimentId"
        params={{ projectId, experimentId: id }}
        className={LINK}
        title={name ?? undefined}
      >
        {name}
      </Link>
    </Named>
  );
}

function Named({ id, name, children }: { id: string; name: string | null; children: ReactNode }) {
  const t = useT();
  if (name !== null) return children;
  return (
    <span className="truncate text-faint" title={t("filter.nameless", { id })}>
      {id}
    </span>
  );
}
