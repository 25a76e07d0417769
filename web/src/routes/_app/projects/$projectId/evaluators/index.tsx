import { createFileRoute } from "@tanstack/react-router";
import { EvaluatorsPage } from "@/features/evaluation/evaluators-page";
import { EVALUATORS_TABS, type EvaluatorsTab } from "@/features/evaluation/tabs";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/evaluators/")({
  validateSearch: (search: Record<string, unknown>): { tab?: EvaluatorsTab; run?: string } => ({
    tab: oneOf(search.tab, EVALUATORS_TABS),
    run: optionalText(search.run),
  }),
  component: Evaluators,
});

function Evaluators() {
  const { tab, run } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <EvaluatorsPage
      tab={tab ?? "own"}
      run={run}
      onTab={(next, opened) => void navigate({ search: { tab: next, run: opened } })}
    />
  );
}
