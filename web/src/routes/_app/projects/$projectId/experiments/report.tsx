import { createFileRoute } from "@tanstack/react-router";
import type { CompareSearch } from "@/features/experiments/compare-page";
import { ReportPage } from "@/features/experiments/report-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/experiments/report")({
  validateSearch: (search: Record<string, unknown>): CompareSearch => ({
    baseline: optionalText(search.baseline),
    with: optionalText(search.with),
    lower: optionalText(search.lower),
  }),
  component: Report,
});

function Report() {
  const { projectId } = Route.useParams();
  return <ReportPage projectId={projectId} search={Route.useSearch()} />;
}
