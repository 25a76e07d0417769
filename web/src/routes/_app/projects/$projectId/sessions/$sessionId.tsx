import { createFileRoute } from "@tanstack/react-router";
import { WhyNotButton } from "@/features/evaluation/why-not";
import { AddToQueue, queueTarget } from "@/features/queues/add-to-queue";
import { Judge } from "@/features/scores/judge";
import { DownloadButton } from "@/features/sessions/download-button";
import { SessionPage } from "@/features/sessions/session-page";
import { ShareButton } from "@/features/sharing/share-button";
import { projectMedia } from "@/features/trace/content/media-address";
import { SaidText } from "@/features/trace/content/said-text";
import { readSteps } from "@/features/trace/read-whole";
import { ownTrace } from "@/features/trace/trace-source";
import { useT } from "@/i18n";
import { optionalText } from "@/lib/search-params";
import { TraceBeside } from "../-trace-beside";

interface SessionSearch {
  peek?: string;
  observation?: string;
  comment?: string;
}

export const Route = createFileRoute("/_app/projects/$projectId/sessions/$sessionId")({
  validateSearch: (search: Record<string, unknown>): SessionSearch => ({
    peek: optionalText(search.peek),
    observation: optionalText(search.observation),
    comment: optionalText(search.comment),
  }),
  component: Session,
});

function Session() {
  const t = useT();
  const { projectId, sessionId } = Route.useParams();
  const { peek, observation } = Route.useSearch();
  const navigate = Route.useNavigate();
  const open = (next: string | undefined) => void navigate({ search: { peek: next }, replace: peek !== undefined });
  return (
    <SessionPage
      key={sessionId}
      projectId={projectId}
      sessionId={sessionId}
      peek={peek}
      onPeek={open}
      renderMessage={(text, role) => (
        <SaidText
          media={projectMedia(projectId)}
          text={text}
          role={role}
          label={t(role === "user" ? "trace.input" : "trace.output")}
        />
      )}
      actions={
        <>
          <DownloadButton
            projectId={projectId}
            sessionId={sessionId}
            readSteps={(traceId) => readSteps(ownTrace(projectId, traceId))}
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
          step={observation}
          onStep={(step) => void navigate({ search: { peek, observation: step }, replace: true })}
          onClose={() => open(undefined)}
        />
      )}
    />
  );
}
