import { createFileRoute } from "@tanstack/react-router";
import { SessionPage, type SessionSearch } from "@/features/playground/session-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/playground/$sessionId")({
  validateSearch: (search: Record<string, unknown>): SessionSearch => ({
    run: optionalText(search.run),
    base: optionalText(search.base),
  }),
  component: Session,
});

function Session() {
  const { projectId, sessionId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <SessionPage
      key={sessionId}
      projectId={projectId}
      sessionId={sessionId}
      search={search}
      onSearch={(next) => void navigate({ search: (before) => ({ ...before, ...next }) })}
      onOpen={(id) => void navigate({ to: "/projects/$projectId/playground/$sessionId", params: { projectId, sessionId: id } })}
      onGone={() => void navigate({ to: "/projects/$projectId/playground", params: { projectId } })}
    />
  );
}
