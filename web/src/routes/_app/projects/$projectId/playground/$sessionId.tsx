import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { AnswerTextProvider } from "@/features/playground/answers/answer-text";
import { SessionPage } from "@/features/playground/session-page";
import type { SessionSearch } from "@/features/playground/session-search";
import { optionalText } from "@/lib/search-params";

const LongText = lazy(async () => ({ default: (await import("@/features/trace/content/long-text")).LongText }));

const renderAnswer = (text: string) => (
  <Suspense fallback={<p className="whitespace-pre-wrap break-words text-sm leading-relaxed">{text}</p>}>
    <LongText text={text} />
  </Suspense>
);

export const Route = createFileRoute("/_app/projects/$projectId/playground/$sessionId")({
  validateSearch: (search: Record<string, unknown>): SessionSearch => ({
    run: optionalText(search.run),
    base: optionalText(search.base),
  }),
  component: Session,
});

function Session() {
  const { projectId, sessionId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AnswerTextProvider value={renderAnswer}>
      <SessionPage
        key={sessionId}
        projectId={projectId}
        sessionId={sessionId}
        search={search}
        onSearch={(next) => void navigate({ search: (before) => ({ ...before, ...next }) })}
        onOpen={(id) => void navigate({ to: "/projects/$projectId/playground/$sessionId", params: { projectId, sessionId: id } })}
        onGone={() => void navigate({ to: "/projects/$projectId/playground", params: { projectId } })}
      />
    </AnswerTextProvider>
  );
}
