import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { groupLinks } from "@/components/group-links";
import { WhyNotButton } from "@/features/evaluation/why-not";
import { AddToQueue, queueTarget } from "@/features/queues/add-to-queue";
import { Judge } from "@/features/scores/judge";
import { SessionPage } from "@/features/sessions/session-page";
import { SaidText } from "@/features/trace/content/said-text";
import { useT } from "@/i18n";
import { optionalText } from "@/lib/search-params";

const TracePanel = lazy(async () => ({ default: (await import("@/features/trace/trace-panel")).TracePanel }));

interface SessionSearch {
  peek?: string;
  observation?: string;
}

export const Route = createFileRoute("/_app/projects/$projectId/sessions/$sessionId")({
  validateSearch: (search: Record<string, unknown>): SessionSearch => ({
    peek: optionalText(search.peek),
    observation: optionalText(search.observation),
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
        <SaidText projectId={projectId} text={text} role={role} label={t(role === "user" ? "trace.input" : "trace.output")} />
      )}
      actions={
        <>
          <WhyNotButton projectId={projectId} asked={{ sessionId }} />
          <Judge projectId={projectId} target={{ sessionId }} />
          <AddToQueue projectId={projectId} target={queueTarget({ sessionId })} />
        </>
      }
      panel={(traceId) => (
        <Suspense fallback={null}>
          <TracePanel
            projectId={projectId}
            traceId={traceId}
            observationId={observation}
            onObservation={(step) => void navigate({ search: { peek, observation: step }, replace: true })}
            onClose={() => open(undefined)}
            links={groupLinks(projectId)}
            judge={(target) => (
              <>
                <WhyNotButton projectId={projectId} asked={target} />
                <Judge projectId={projectId} target={target} />
                <AddToQueue projectId={projectId} target={queueTarget(target)} />
              </>
            )}
          />
        </Suspense>
      )}
    />
  );
}
