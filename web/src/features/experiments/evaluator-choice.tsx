/** Who scores the answers of a new experiment: evaluators by their newest version. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Problem } from "@/components/ui/problem";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { evaluatorsToRunQuery } from "./queries";

interface EvaluatorChoiceProps {
  projectId: string;
  /** Ids of versions. */
  chosen: string[];
  onChosen: (chosen: string[]) => void;
}

export function EvaluatorChoice({ projectId, chosen, onChosen }: EvaluatorChoiceProps) {
  const t = useT();
  const evaluators = useQuery(evaluatorsToRunQuery(projectId));
  return (
    <fieldset>
      <legend className="font-semibold text-base">{t("experiments.evaluators")}</legend>
      <p className="mt-1 mb-2 text-pretty text-soft text-sm">
        {t("experiments.evaluatorsWhy")}{" "}
        <Link
          to="/projects/$projectId/evaluators"
          params={{ projectId }}
          search={{ tab: "library" }}
          className="text-accent-text underline"
        >
          {t("evaluation.library")}
        </Link>
      </p>
      {evaluators.isPending && <Skeleton className="h-8 w-full" />}
      <Problem>{evaluators.error?.message}</Problem>
      {evaluators.data?.length === 0 && <p className="text-soft text-sm">{t("evaluation.noEvaluators")}</p>}
      <ul className="grid max-h-72 gap-2 overflow-y-auto sm:grid-cols-2">
        {evaluators.data?.map((one) => (
          <li key={one.id} className="flex min-w-0 items-center gap-2 text-sm">
            <Checkbox
              id={`evaluator-${one.id}`}
              checked={chosen.includes(one.version_id)}
              onCheckedChange={(on) =>
                onChosen(on === true ? [...chosen, one.version_id] : chosen.filter((id) => id !== one.version_id))
              }
            />
            <label htmlFor={`evaluator-${one.id}`} className="truncate">
              {one.name}
            </label>
            <Badge>{t(`evaluation.kind_${one.kind}`)}</Badge>
            {one.paused_reason && <Badge tone="warning">{t("evaluation.paused")}</Badge>}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
