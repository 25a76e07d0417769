import { createFileRoute } from "@tanstack/react-router";
import { ExperimentsPage } from "@/features/experiments/experiments-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/experiments/")({
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: optionalText(search.q) }),
  component: Experiments,
});

function Experiments() {
  const { q } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ExperimentsPage q={q} onSearch={(next) => void navigate({ search: { q: next }, replace: true })} />;
}
