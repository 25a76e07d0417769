import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { groupLinks } from "@/components/group-links";
import { ComparePage, type CompareSearch } from "@/features/experiments/compare-page";
import { Judge } from "@/features/scores/judge";
import { optionalText } from "@/lib/search-params";

const TracePanel = lazy(async () => ({ default: (await import("@/features/trace/trace-panel")).TracePanel }));

export const Route = createFileRoute("/_app/projects/$projectId/experiments/compare")({
  validateSearch: (search: Record<string, unknown>): CompareSearch => ({
    baseline: optionalText(search.baseline),
    with: optionalText(search.with),
    lower: optionalText(search.lower),
    trace: optionalText(search.trace),
    step: optionalText(search.step),
  }),
  component: Compare,
});

function Compare() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = (next: Partial<CompareSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <ComparePage
      projectId={projectId}
      search={search}
      onChange={change}
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
