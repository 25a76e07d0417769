import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { groupLinks } from "@/components/group-links";
import type { QueueItem } from "@/features/queues/queries";
import { WorkPage } from "@/features/queues/work-page";
import { CommentThread } from "@/features/scores/comment-thread";
import type { Target } from "@/features/scores/queries";
import { ScoreSheet } from "@/features/scores/score-sheet";
import { SessionPage } from "@/features/sessions/session-page";
import { projectMedia } from "@/features/trace/content/media-address";
import { SaidText } from "@/features/trace/content/said-text";
import { useLook } from "@/features/trace/use-look";
import { useT } from "@/i18n";
import { optionalText } from "@/lib/search-params";

const TraceView = lazy(async () => ({ default: (await import("@/features/trace/trace-view")).TraceView }));

export const Route = createFileRoute("/_app/projects/$projectId/queues/$queueId/work")({
  validateSearch: (search: Record<string, unknown>): { item?: string } => ({ item: optionalText(search.item) }),
  component: Work,
});

function Work() {
  const { projectId, queueId } = Route.useParams();
  const { item } = Route.useSearch();
  const navigate = Route.useNavigate();
  const onItem = useCallback((next: string | undefined) => void navigate({ search: { item: next } }), [navigate]);
  return (
    <WorkPage
      key={queueId}
      projectId={projectId}
      queueId={queueId}
      itemId={item}
      onItem={onItem}
      thing={(one) => (
        <Suspense fallback={null}>
          <Thing projectId={projectId} item={one} />
        </Suspense>
      )}
      questions={(one, configIds) => (
        <>
          <ScoreSheet projectId={projectId} target={targetOf(one)} asked={{ queueId, configIds }} />
          <CommentThread projectId={projectId} target={targetOf(one)} />
        </>
      )}
    />
  );
}

function targetOf(item: QueueItem): Target {
  if (item.object_type === "SESSION") return { sessionId: item.object_id };
  return item.object_type === "TRACE" ? { traceId: item.object_id } : { traceId: item.trace_id, observationId: item.object_id };
}

function Thing({ projectId, item }: { projectId: string; item: QueueItem }) {
  const t = useT();
  const [step, setStep] = useState<string | null>(item.object_type === "OBSERVATION" ? item.object_id : null);
  const [look, setLook] = useLook();
  if (item.object_type === "SESSION")
    return (
      <SessionPage
        projectId={projectId}
        sessionId={item.object_id}
        peek={undefined}
        onPeek={() => undefined}
        renderMessage={(text, role) => (
          <SaidText
            media={projectMedia(projectId)}
            text={text}
            role={role}
            label={t(role === "user" ? "trace.input" : "trace.output")}
          />
        )}
        actions={null}
        panel={() => null}
      />
    );
  return (
    <TraceView
      projectId={projectId}
      traceId={item.trace_id}
      observationId={step}
      onSelect={setStep}
      look={look}
      onLook={setLook}
      onDeleted={() => undefined}
      links={groupLinks(projectId)}
    />
  );
}
