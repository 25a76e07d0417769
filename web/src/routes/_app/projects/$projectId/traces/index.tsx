import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback } from "react";
import { groupLinks } from "@/components/group-links";
import { AddToDatasetButton, oneOfTrace, rowsOf } from "@/features/datasets/add-button";
import { AddToQueue, queueTarget, queueTargetOfRows } from "@/features/queues/add-to-queue";
import { readTracingSearch, type TracingSearch } from "@/features/tracing/search";
import { TracingPage } from "@/features/tracing/tracing-page";

const Judge = lazy(async () => ({ default: (await import("@/features/scores/judge")).Judge }));
const WhyNotButton = lazy(async () => ({ default: (await import("@/features/evaluation/why-not")).WhyNotButton }));
const FirstSteps = lazy(async () => ({ default: (await import("@/features/start/first-steps")).FirstSteps }));
const TracePanel = lazy(async () => ({ default: (await import("@/features/trace/trace-panel")).TracePanel }));

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
          <TracePanel
            projectId={projectId}
            traceId={traceId}
            observationId={observationId}
            onObservation={(observation) => onSearch({ observation }, { replace: true })}
            onClose={() => onSearch({ peek: undefined, observation: undefined })}
            links={groupLinks(projectId)}
            judge={(target) => (
              <>
                <WhyNotButton projectId={projectId} asked={target} />
                <AddToDatasetButton bare projectId={projectId} chosen={() => oneOfTrace(target.traceId, target.observationId)} />
                <Judge projectId={projectId} target={target} />
                <AddToQueue projectId={projectId} target={queueTarget(target)} />
              </>
            )}
          />
        </Suspense>
      )}
      bulkActions={(target, onDone) => (
        <>
          <AddToDatasetButton projectId={projectId} chosen={() => rowsOf(target)} onDone={onDone} />
          <AddToQueue projectId={projectId} target={queueTargetOfRows(target)} onDone={onDone} labelled />
        </>
      )}
      firstSteps={
        <Suspense fallback={null}>
          <FirstSteps projectId={projectId} />
        </Suspense>
      }
    />
  );
}
