import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback } from "react";
import { FIRST_LOOK } from "@/features/charts/look";
import { readTracingSearch, type TracingSearch } from "@/features/tracing/search";
import { TracingPage } from "@/features/tracing/tracing-page";

const AddRows = lazy(async () => ({ default: (await import("./-add-rows")).AddRows }));
const RowsChart = lazy(async () => ({ default: (await import("@/features/charts/rows-chart")).RowsChart }));
const TraceBeside = lazy(async () => ({ default: (await import("../-trace-beside")).TraceBeside }));
const FirstSteps = lazy(async () => ({ default: (await import("@/features/start/first-steps")).FirstSteps }));

export const Route = createFileRoute("/_app/projects/$projectId/traces/")({
  validateSearch: readTracingSearch,
  component: Tracing,
});

function Tracing() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const onSearch = useCallback(
    (change: Partial<TracingSearch>, options?: { replace?: boolean }) =>
      void navigate({ search: (previous) => ({ ...previous, ...change }), ...options }),
    [navigate],
  );
  return (
    <TracingPage
      key={projectId}
      projectId={projectId}
      search={search}
      onSearch={onSearch}
      panel={(traceId, observationId) => (
        <Suspense fallback={null}>
          <TraceBeside
            projectId={projectId}
            traceId={traceId}
            step={observationId}
            onStep={(observation) => onSearch({ observation }, { replace: true })}
            onClose={() => onSearch({ peek: undefined, observation: undefined })}
          />
        </Suspense>
      )}
      bulkActions={(target, onDone) => (
        <Suspense fallback={null}>
          <AddRows projectId={projectId} target={target} onDone={onDone} />
        </Suspense>
      )}
      firstChart={FIRST_LOOK}
      chart={(subject, request, look) => (
        <Suspense fallback={null}>
          <RowsChart
            subject={subject}
            request={request}
            look={look}
            onLook={(chart) => onSearch({ chart }, { replace: true })}
            onFilter={(q) => onSearch({ q })}
          />
        </Suspense>
      )}
      firstSteps={
        <Suspense fallback={null}>
          <FirstSteps projectId={projectId} />
        </Suspense>
      }
    />
  );
}
