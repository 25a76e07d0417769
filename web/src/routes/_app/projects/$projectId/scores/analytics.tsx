import { createFileRoute, Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { AnalyticsPage, type AnalyticsSearch } from "@/features/score-analytics/analytics-page";
import { DIMENSIONS } from "@/features/score-analytics/queries";
import { useT } from "@/i18n";
import { oneOf, optionalText } from "@/lib/search-params";

const SAME = ["target", "trace"] as const;

export const Route = createFileRoute("/_app/projects/$projectId/scores/analytics")({
  validateSearch: (search: Record<string, unknown>): AnalyticsSearch => ({
    q: optionalText(search.q),
    range: optionalText(search.range),
    score: optionalText(search.score),
    with: optionalText(search.with),
    by: oneOf(search.by, DIMENSIONS),
    same: oneOf(search.same, SAME),
  }),
  component: Analytics,
});

function Analytics() {
  const t = useT();
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AnalyticsPage
      key={projectId}
      projectId={projectId}
      search={search}
      onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      actions={
        <Button asChild>
          <Link to="/projects/$projectId/scores" params={{ projectId }} search={{ q: search.q, range: search.range }}>
            {t("analytics.log")}
          </Link>
        </Button>
      }
    />
  );
}
