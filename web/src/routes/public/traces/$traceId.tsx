import { useQuery } from "@tanstack/react-query";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { sharedPlaceQuery } from "@/features/sharing/queries";
import { sharedTrace } from "@/features/trace/shared-trace";
import { TraceView } from "@/features/trace/trace-view";
import { readTraceLook, type TraceLook } from "@/features/trace/views";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/public/traces/$traceId")({
  validateSearch: (search: Record<string, unknown>): TraceLook & { project?: string; step?: string } => ({
    project: optionalText(search.project),
    step: optionalText(search.step ?? search.observation),
    ...readTraceLook(search),
  }),
  component: SharedTrace,
});

/** A link that does not name its project is asked for it first. */
function SharedTrace() {
  const { traceId } = Route.useParams();
  const { project, step, ...look } = Route.useSearch();
  const place = useQuery({ ...sharedPlaceQuery(traceId), enabled: project === undefined });
  const projectId = project ?? place.data?.project_id ?? (place.isError ? "-" : null);
  const navigate = useNavigate({ from: Route.fullPath });
  const source = useMemo(() => sharedTrace(projectId ?? "", traceId), [projectId, traceId]);
  if (projectId === null) return null;
  return (
    <TraceView
      key={traceId}
      projectId={projectId}
      traceId={traceId}
      source={source}
      observationId={step ?? null}
      onSelect={(next) => navigate({ search: (before) => ({ ...before, step: next }), replace: true })}
      look={look}
      onLook={(change) => navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      links={{}}
    />
  );
}
