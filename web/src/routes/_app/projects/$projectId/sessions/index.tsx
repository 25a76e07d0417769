import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import type { ListSearch } from "@/components/table/list-search";
import { AddToQueue, queueTargetOfSessions } from "@/features/queues/add-to-queue";
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
  const onSearch = useCallback(
    (change: ListSearch, options?: { replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...change }), ...options }),
    [navigate],
  );
  return (
    <SessionsPage
      key={projectId}
      projectId={projectId}
      search={search}
      onSearch={onSearch}
      bulkActions={(sessionIds, onDone) => (
        <AddToQueue projectId={projectId} target={queueTargetOfSessions(sessionIds)} onDone={onDone} labelled />
      )}
    />
  );
}
