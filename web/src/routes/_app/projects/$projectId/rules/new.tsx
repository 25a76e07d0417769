import { createFileRoute, Link } from "@tanstack/react-router";
import { useMay } from "@/api/me";
import { Page } from "@/components/page";
import { RuleForm } from "@/features/evaluation/rules/rule-form";
import { useT } from "@/i18n";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/rules/new")({
  validateSearch: (search: Record<string, unknown>): { evaluator?: string; queue?: string } => ({
    evaluator: optionalText(search.evaluator),
    queue: optionalText(search.queue),
  }),
  component: NewRule,
});

function NewRule() {
  const t = useT();
  const { projectId } = Route.useParams();
  const { evaluator, queue } = Route.useSearch();
  const navigate = Route.useNavigate();
  const back = (
    <Link to="/projects/$projectId/rules" params={{ projectId }} className="text-soft text-sm hover:text-ink">
      {t("evaluation.rules")} /
    </Link>
  );
  return (
    <Page title={t("evaluation.newRule")} before={back} width="text">
      <RuleForm
        projectId={projectId}
        rule={null}
        evaluatorId={evaluator}
        queueId={queue}
        mayWrite={useMay("evaluators:write")}
        onSaved={(rule) => void navigate({ to: "/projects/$projectId/rules/$ruleId", params: { projectId, ruleId: rule.id } })}
      />
    </Page>
  );
}
