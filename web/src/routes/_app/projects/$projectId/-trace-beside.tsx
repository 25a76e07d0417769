/** A trace beside the page that led to it, with everything that can be done with it: put together from several features. */
import { lazy, type ReactNode, Suspense } from "react";
import { groupLinks } from "@/components/group-links";
import type { Quotes } from "@/components/quotes/use-quotes";
import { AddToDatasetButton, oneOfTrace } from "@/features/datasets/add-button";
import { AddToQueue, queueTarget } from "@/features/queues/add-to-queue";

const Judge = lazy(async () => ({ default: (await import("@/features/scores/judge")).Judge }));
const WhyNotButton = lazy(async () => ({ default: (await import("@/features/evaluation/why-not/why-not")).WhyNotButton }));
const ShareButton = lazy(async () => ({ default: (await import("@/features/sharing/share-button")).ShareButton }));
const CalloutButton = lazy(async () => ({
  default: (await import("@/features/webhooks/callout-button")).CalloutButton,
}));
const TracePanel = lazy(async () => ({ default: (await import("@/features/trace/trace-panel")).TracePanel }));

interface TraceBesideProps {
  projectId: string;
  traceId: string;
  step: string | undefined;
  onStep: (step: string | undefined) => void;
  onClose: () => void;
}

export function TraceBeside({ projectId, traceId, step, onStep, onClose }: TraceBesideProps) {
  return (
    <Suspense fallback={null}>
      <TracePanel
        projectId={projectId}
        traceId={traceId}
        observationId={step}
        onObservation={onStep}
        onClose={onClose}
        links={groupLinks(projectId)}
        judge={(target, quotes) => aboutTrace(projectId, target, quotes)}
      />
    </Suspense>
  );
}

/** What can be done with a trace or a step of it. */
export function aboutTrace(projectId: string, target: { traceId: string; observationId?: string }, quotes?: Quotes): ReactNode {
  return (
    <Suspense fallback={null}>
      <WhyNotButton projectId={projectId} asked={target} />
      <AddToDatasetButton bare projectId={projectId} chosen={() => oneOfTrace(target.traceId, target.observationId)} />
      <Judge projectId={projectId} target={target} quotes={quotes} />
      <AddToQueue projectId={projectId} target={queueTarget(target)} />
      <CalloutButton projectId={projectId} about={target} />
      {target.observationId === undefined && (
        <ShareButton projectId={projectId} thing={{ object_type: "trace", object_id: target.traceId }} />
      )}
    </Suspense>
  );
}
