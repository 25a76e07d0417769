import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import { NeedsPermission } from "@/components/needs-permission";
import { NewSessionPage, type NewSessionSearch } from "@/features/playground/new-session-page";
import type { SessionOut } from "@/features/playground/queries";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/playground/new")({
  validateSearch: (search: Record<string, unknown>): NewSessionSearch => ({
    prompt: optionalText(search.prompt),
    version: Number.isInteger(search.version) ? Number(search.version) : undefined,
    trace: optionalText(search.trace),
    step: optionalText(search.step),
  }),
  component: NewSession,
});

function NewSession() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const onMade = useCallback(
    (session: SessionOut) =>
      void navigate({
        to: "/projects/$projectId/playground/$sessionId",
        params: { projectId, sessionId: session.id },
        replace: true,
      }),
    [navigate, projectId],
  );
  return (
    <NeedsPermission permission="playground:run">
      <NewSessionPage projectId={projectId} search={search} onMade={onMade} />
    </NeedsPermission>
  );
}
