import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import type { ListSearch } from "@/components/table/list-search";
import { UsersPage } from "@/features/users/users-page";
import { readListSearch } from "@/lib/list-search";

export const Route = createFileRoute("/_app/projects/$projectId/users/")({ validateSearch: readListSearch, component: Users });

function Users() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const onSearch = useCallback(
    (change: ListSearch, options?: { replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...change }), ...options }),
    [navigate],
  );
  return <UsersPage key={projectId} projectId={projectId} search={search} onSearch={onSearch} />;
}
