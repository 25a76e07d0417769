import { createFileRoute } from "@tanstack/react-router";
import { ExperimentsPage } from "@/features/experiments/experiments-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/experiments/")({
  validateSearch: (search: Record<string, unknown>): { q?: string; order?: string } => ({
    q: optionalText(search.q),
    order: optionalText(search.order),
  }),
  component: Experiments,
});

function Experiments() {
  const { q, order } = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = (next: { q?: string; order?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <ExperimentsPage q={q} onSearch={(next) => change({ q: next })} order={order} onOrder={(next) => change({ order: next })} />
  );
}
