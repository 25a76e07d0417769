import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import type { ViewSearch } from "@/components/table/view-state";
import { WhyNotButton } from "@/features/evaluation/why-not/why-not";
import { AddToQueue, queueTarget } from "@/features/queues/add-to-queue";
import { Judge } from "@/features/scores/judge";
import { DownloadButton } from "@/features/sessions/download-button";
import { readSessionSearch, type SessionSearch } from "@/features/sessions/look";
import { readOwn } from "@/features/sessions/queries";
import { SessionPage } from "@/features/sessions/session-page";
import { ShareButton } from "@/features/sharing/share-button";
import { readSteps } from "@/features/trace/read-whole";
import { ownTrace } from "@/features/trace/trace-source";
import { useSessionDraw } from "../-session-draw";
import { TraceBeside } from "../-trace-beside";

export const Route = createFileRoute("/_app/projects/$projectId/sessions/$sessionId")({
  validateSearch: readSessionSearch,
  component: Session,
});

function Session() {
  const { projectId, sessionId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const onSearch = useCallback(
    (change: SessionSearch, options?: { replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...change }), ...options }),
    [navigate],
  );
  const onView = useCallback(
    (said: ViewSearch, options?: { replace?: boolean }) =>
      void navigate({ search: (before) => readSessionSearch({ ...before, ...said }), ...options }),
    [navigate],
  );
  const draw = useSessionDraw(projectId);
  return (
    <SessionPage
      key={sessionId}
      projectId={projectId}
      sessionId={sessionId}
      search={search}
      onSearch={onSearch}
      onView={onView}
      draw={draw}
      actions={
        <>
          <DownloadButton
            sessionId={sessionId}
            reader={{
              page: (cursor) => readOwn(projectId, sessionId, cursor),
              steps: (turn) => readSteps(ownTrace(projectId, turn.id)),
            }}
          />
          <WhyNotButton projectId={projectId} asked={{ sessionId }} />
          <Judge projectId={projectId} target={{ sessionId }} />
          <AddToQueue projectId={projectId} target={queueTarget({ sessionId })} />
          <ShareButton projectId={projectId} thing={{ object_type: "session", object_id: sessionId }} />
        </>
      }
      panel={(traceId) => (
        <TraceBeside
          projectId={projectId}
          traceId={traceId}
          step={search.observation}
          onStep={(observation) => onSearch({ observation }, { replace: true })}
          onClose={() => onSearch({ peek: undefined, observation: undefined })}
        />
      )}
    />
  );
}
