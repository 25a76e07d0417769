import { createFileRoute, Link } from "@tanstack/react-router";
import { NeedsPermission } from "@/components/needs-permission";
import { NewEvaluatorPage } from "@/features/evaluation/evaluators/evaluator-editor";
import { useT } from "@/i18n";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/evaluators/new")({
  validateSearch: (search: Record<string, unknown>): { from?: string } => ({ from: optionalText(search.from) }),
  component: NewEvaluator,
});

function NewEvaluator() {
  const t = useT();
  const { projectId } = Route.useParams();
  const { from } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <NeedsPermission permission="evaluators:write">
      <NewEvaluatorPage
        from={from}
        back={
          <Link to="/projects/$projectId/evaluators" params={{ projectId }} className="text-soft text-sm hover:text-ink">
            {t("evaluation.evaluators")} /
          </Link>
        }
        onMade={(evaluatorId) =>
          void navigate({ to: "/projects/$projectId/evaluators/$evaluatorId", params: { projectId, evaluatorId } })
        }
      />
    </NeedsPermission>
  );
}
