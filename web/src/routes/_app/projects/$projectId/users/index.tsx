import { createFileRoute } from "@tanstack/react-router";
import { UsersPage } from "@/features/users/users-page";
import { readListSearch } from "@/lib/list-search";

export const Route = createFileRoute("/_app/projects/$projectId/users/")({ validateSearch: readListSearch, component: Users });

function Users() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <UsersPage
      key={projectId}
      projectId={projectId}
      search={search}
      onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}
