import { createFileRoute } from "@tanstack/react-router";
import { CostsPage, type CostsSearch } from "@/features/costs/costs-page";
import { DIMENSIONS } from "@/features/costs/queries";
import { readListSearch } from "@/lib/list-search";
import { oneOf } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/costs/")({
  validateSearch: (search: Record<string, unknown>): CostsSearch => ({
    ...readListSearch(search),
    by: oneOf(search.by, DIMENSIONS),
  }),
  component: Costs,
});

function Costs() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CostsPage
      key={projectId}
      search={search}
      onSearch={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
    />
  );
}
