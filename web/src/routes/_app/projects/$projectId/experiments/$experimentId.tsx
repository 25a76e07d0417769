import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { groupLinks } from "@/components/group-links";
import { ResultsPage, type ResultsSearch } from "@/features/experiments/results-page";
import { Judge } from "@/features/scores/judge";
import { optionalText } from "@/lib/search-params";

const TracePanel = lazy(async () => ({ default: (await import("@/features/trace/trace-panel")).TracePanel }));

export const Route = createFileRoute("/_app/projects/$projectId/experiments/$experimentId")({
  validateSearch: (search: Record<string, unknown>): ResultsSearch => ({
    order: optionalText(search.order),
    failed: search.failed === true ? true : undefined,
    trace: optionalText(search.trace),
    step: optionalText(search.step),
  }),
  component: Results,
});

function Results() {
  const { projectId, experimentId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = (next: Partial<ResultsSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <ResultsPage
      key={experimentId}
      projectId={projectId}
      experimentId={experimentId}
      search={search}
      onChange={change}
      onGone={() => void navigate({ to: "/projects/$projectId/experiments", params: { projectId } })}
      panel={(traceId, step) => (
        <Suspense fallback={null}>
          <TracePanel
            projectId={projectId}
            traceId={traceId}
            observationId={step}
            onObservation={(next) => change({ step: next })}
            onClose={() => change({ trace: undefined, step: undefined })}
            links={groupLinks(projectId)}
            judge={(target) => <Judge projectId={projectId} target={target} />}
          />
        </Suspense>
      )}
    />
  );
}
