import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { groupLinks } from "@/components/group-links";
import type { ViewSearch } from "@/components/table/view-state";
import type { QueueItem } from "@/features/queues/queries";
import { WorkPage } from "@/features/queues/work-page";
import { CommentThread } from "@/features/scores/comments/comment-thread";
import type { Target } from "@/features/scores/queries";
import { ScoreSheet } from "@/features/scores/score-sheet";
import { readSessionSearch, type SessionSearch } from "@/features/sessions/look";
import { SessionPage } from "@/features/sessions/session-page";
import { useLook } from "@/features/trace/use-look";
import { optionalText } from "@/lib/search-params";
import { useSessionDraw } from "../../-session-draw";

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
  const [step, setStep] = useState<string | null>(item.object_type === "OBSERVATION" ? item.object_id : null);
  const [look, setLook] = useLook();
  if (item.object_type === "SESSION") return <Session projectId={projectId} sessionId={item.object_id} />;
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

/** What is shown of it stays with the item: the address belongs to the queue. */
function Session({ projectId, sessionId }: { projectId: string; sessionId: string }) {
  const [search, setSearch] = useState<SessionSearch>({ view: "none" });
  const change = useCallback((next: ViewSearch | SessionSearch) => {
    setSearch((before) => ({ ...readSessionSearch({ ...before, ...next }), peek: undefined }));
  }, []);
  return (
    <SessionPage
      key={sessionId}
      projectId={projectId}
      sessionId={sessionId}
      search={search}
      onSearch={change}
      onView={change}
      draw={useSessionDraw(projectId)}
      actions={null}
      panel={() => null}
    />
  );
}
