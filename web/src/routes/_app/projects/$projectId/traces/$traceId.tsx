import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { groupLinks } from "@/components/group-links";
import { TraceView } from "@/features/trace/trace-view";
import { readTraceLook, type TraceLook } from "@/features/trace/views";
import { optionalText } from "@/lib/search-params";
import { aboutTrace } from "../-trace-beside";

export const Route = createFileRoute("/_app/projects/$projectId/traces/$traceId")({
  validateSearch: (search: Record<string, unknown>): TraceLook & { step?: string; comment?: string } => ({
    step: optionalText(search.step ?? search.observation),
    comment: optionalText(search.comment),
    ...readTraceLook(search),
  }),
  component: Trace,
});

function Trace() {
  const { projectId, traceId } = Route.useParams();
  const { step: chosen, ...look } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <TraceView
      key={traceId}
      projectId={projectId}
      traceId={traceId}
      observationId={chosen ?? null}
      onSelect={(step) => navigate({ search: (before) => ({ ...before, step }), replace: true })}
      look={look}
      onLook={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      onDeleted={() => navigate({ to: "/projects/$projectId/traces", params: { projectId } })}
      links={groupLinks(projectId)}
      judge={(target, quotes) => aboutTrace(projectId, target, quotes)}
    />
  );
}
