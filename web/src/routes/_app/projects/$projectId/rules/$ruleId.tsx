import { createFileRoute, Link } from "@tanstack/react-router";
import { RulePage, type RuleSearch } from "@/features/evaluation/rule-page";
import { RULE_TABS } from "@/features/evaluation/tabs";
import { useT } from "@/i18n";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/rules/$ruleId")({
  validateSearch: (search: Record<string, unknown>): RuleSearch => ({
    tab: oneOf(search.tab, RULE_TABS),
    state: optionalText(search.state),
    error: optionalText(search.error),
    trace: optionalText(search.trace),
    step: optionalText(search.step),
    session: optionalText(search.session),
  }),
  component: Rule,
});

function Rule() {
  const t = useT();
  const { projectId, ruleId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RulePage
      key={ruleId}
      ruleId={ruleId}
      search={search}
      onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      back={
        <Link to="/projects/$projectId/rules" params={{ projectId }} className="text-soft text-sm hover:text-ink">
          {t("evaluation.rules")} /
        </Link>
      }
      onGone={() => void navigate({ to: "/projects/$projectId/rules", params: { projectId } })}
    />
  );
}
