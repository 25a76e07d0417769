/** One session, read as a conversation: what was said turn by turn, the pauses between, and each turn's trace beside it. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { SidePanel } from "@/components/side-panel";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { Conversation, ConversationSkeleton, type RenderMessage } from "./conversation";
import { sessionQuery } from "./queries";
import { Totals } from "./totals";

interface SessionPageProps {
  projectId: string;
  sessionId: string;
  /** The trace open beside the conversation. */
  peek: string | undefined;
  onPeek: (traceId: string | undefined) => void;
  /** How one side of a turn is shown; the route brings the reader of messages. */
  renderMessage: RenderMessage;
  /** Judging and commenting, brought by the route. */
  actions: ReactNode;
  panel: (traceId: string) => ReactNode;
}

export function SessionPage(props: SessionPageProps) {
  const { projectId, sessionId, peek, onPeek } = props;
  const t = useT();
  const pages = useInfiniteQuery(sessionQuery(projectId, sessionId));
  const session = pages.data?.pages[0];
  const turns = pages.data?.pages.flatMap((page) => page.turns) ?? [];
  return (
    <Page
      before={
        <Button variant="ghost" size="icon-sm" asChild>
          <Link to="/projects/$projectId/sessions" params={{ projectId }} aria-label={t("sessions.all")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      }
      title={
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate">{sessionId}</span>
          <CopyButton text={sessionId} label={t("sessions.copyId")} />
        </span>
      }
      actions={session && props.actions}
    >
      {session && <Totals projectId={projectId} session={session} />}
      <div className="flex min-h-0 flex-1">
        <div className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-canvas">
          {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
          {pages.isPending && <ConversationSkeleton />}
          <Conversation
            turns={turns}
            isOpen={(turn) => turn.id === peek}
            onOpen={(turn) => onPeek(turn.id)}
            renderMessage={props.renderMessage}
          />
          <LoadMore pages={pages} className="mx-auto mb-6" />
        </div>
        <SidePanel open={peek !== undefined} onClose={() => onPeek(undefined)} name="trace" title={t("tracing.trace")}>
          {peek !== undefined && props.panel(peek)}
        </SidePanel>
      </div>
    </Page>
  );
}
