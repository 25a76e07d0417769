import { createFileRoute } from "@tanstack/react-router";
import { EvaluatorsPage, type EvaluatorsTab } from "@/features/evaluation/evaluators-page";
import { oneOf } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/evaluators/")({
  validateSearch: (search: Record<string, unknown>): { tab?: EvaluatorsTab } => ({ tab: oneOf(search.tab, ["own", "library"]) }),
  component: Evaluators,
});

function Evaluators() {
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <EvaluatorsPage tab={tab ?? "own"} onTab={(next) => void navigate({ search: { tab: next } })} />;
}
