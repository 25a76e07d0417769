/** A session by a public link: the conversation, and the traces of those turns that are shared too. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { ApiError } from "@/api/client";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { useT } from "@/i18n";
import { Conversation, ConversationSkeleton, type RenderMessage } from "./conversation";
import { sharedSessionQuery } from "./queries";
import { Totals } from "./totals";

interface SharedSessionProps {
  projectId: string;
  sessionId: string;
  onOpen: (traceId: string) => void;
  renderMessage: RenderMessage;
}

export function SharedSession({ projectId, sessionId, onOpen, renderMessage }: SharedSessionProps) {
  const t = useT();
  const pages = useInfiniteQuery(sharedSessionQuery(projectId, sessionId));
  const session = pages.data?.pages[0];
  const turns = pages.data?.pages.flatMap((page) => page.turns) ?? [];
  if (pages.error instanceof ApiError && pages.error.status === 404) {
    return (
      <EmptyState icon={SearchX} title={t("sharing.nothing")} className="h-full">
        {t("sharing.nothingWhy")}
      </EmptyState>
    );
  }
  return (
    <Page title={sessionId}>
      {session && <Totals projectId={projectId} session={session} />}
      <div className="min-h-0 flex-1 overflow-y-auto bg-canvas">
        {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
        {pages.isPending && <ConversationSkeleton />}
        <Conversation
          turns={turns}
          isOpen={() => false}
          onOpen={(turn) => onOpen(turn.id)}
          mayOpen={(turn) => turn.public}
          renderMessage={renderMessage}
        />
        <LoadMore pages={pages} className="mx-auto mb-6" />
      </div>
    </Page>
  );
}
