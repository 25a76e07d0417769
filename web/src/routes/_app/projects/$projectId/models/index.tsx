import { createFileRoute } from "@tanstack/react-router";
import { ModelsPage } from "@/features/costs/models-page";
import { MODEL_TABS, type ModelTab } from "@/features/costs/tabs";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/models/")({
  validateSearch: (search: Record<string, unknown>): { tab?: ModelTab; q?: string } => ({
    tab: oneOf(search.tab, MODEL_TABS),
    q: optionalText(search.q),
  }),
  component: Models,
});

function Models() {
  const { tab, q } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ModelsPage
      tab={tab ?? "book"}
      search={q ?? ""}
      onChange={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
    />
  );
}
