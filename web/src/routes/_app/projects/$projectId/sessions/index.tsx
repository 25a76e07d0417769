import { createFileRoute } from "@tanstack/react-router";
import { SessionsPage } from "@/features/sessions/sessions-page";
import { readListSearch } from "@/lib/list-search";

export const Route = createFileRoute("/_app/projects/$projectId/sessions/")({
  validateSearch: readListSearch,
  component: Sessions,
});

function Sessions() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <SessionsPage
      key={projectId}
      projectId={projectId}
      search={search}
      onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}
