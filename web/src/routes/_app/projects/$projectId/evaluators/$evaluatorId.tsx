import { createFileRoute, Link } from "@tanstack/react-router";
import { EvaluatorPage, type EvaluatorSearch } from "@/features/evaluation/evaluator-page";
import { EVALUATOR_TABS } from "@/features/evaluation/tabs";
import { useT } from "@/i18n";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/evaluators/$evaluatorId")({
  validateSearch: (search: Record<string, unknown>): EvaluatorSearch => ({
    tab: oneOf(search.tab, EVALUATOR_TABS),
    state: optionalText(search.state),
    error: optionalText(search.error),
  }),
  component: Evaluator,
});

function Evaluator() {
  const t = useT();
  const { projectId, evaluatorId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <EvaluatorPage
      key={evaluatorId}
      evaluatorId={evaluatorId}
      search={search}
      onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      back={
        <Link to="/projects/$projectId/evaluators" params={{ projectId }} className="text-soft text-sm hover:text-ink">
          {t("evaluation.evaluators")} /
        </Link>
      }
      onGone={() => void navigate({ to: "/projects/$projectId/evaluators", params: { projectId } })}
    />
  );
}
