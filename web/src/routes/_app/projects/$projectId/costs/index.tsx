import { createFileRoute } from "@tanstack/react-router";
import { CostsPage } from "@/features/costs/costs-page";
import { DIMENSIONS, type Dimension } from "@/features/costs/queries";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/costs/")({
  validateSearch: (search: Record<string, unknown>): { range?: string; by?: Dimension } => ({
    range: optionalText(search.range),
    by: oneOf(search.by, DIMENSIONS),
  }),
  component: Costs,
});

function Costs() {
  const { range, by } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CostsPage
      range={range}
      dimension={by ?? "model"}
      onChange={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
    />
  );
}
