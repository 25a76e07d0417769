import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { SharedSession } from "@/features/sessions/shared-session";
import { sharedMedia } from "@/features/trace/content/media-address";
import { SaidText } from "@/features/trace/content/said-text";
import { readSteps } from "@/features/trace/read-whole";
import { sharedTrace } from "@/features/trace/shared-trace";
import { useT } from "@/i18n";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/public/sessions/$sessionId")({
  validateSearch: (search: Record<string, unknown>): { project?: string } => ({ project: optionalText(search.project) }),
  component: Shared,
});

function Shared() {
  const t = useT();
  const { sessionId } = Route.useParams();
  const { project = "-" } = Route.useSearch();
  const navigate = useNavigate();
  return (
    <SharedSession
      projectId={project}
      sessionId={sessionId}
      onOpen={(traceId) => navigate({ to: "/public/traces/$traceId", params: { traceId }, search: { project } })}
      readSteps={(traceId) => readSteps(sharedTrace(project, traceId))}
      draw={{
        message: (text, role, traceId) => (
          <SaidText
            media={sharedMedia(project, traceId, sessionId)}
            text={text}
            role={role}
            label={t(role === "user" ? "trace.input" : "trace.output")}
          />
        ),
      }}
    />
  );
}
