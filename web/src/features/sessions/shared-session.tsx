/** A session by a public link: the conversation, and the traces of those turns that are shared too. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { ApiError } from "@/api/client";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { useT } from "@/i18n";
import { DownloadButton } from "./download-button";
import type { Draw } from "./draw";
import { readLook } from "./look";
import { readShared, sharedSessionQuery } from "./queries";
import { Totals } from "./totals";
import { TurnItem } from "./turn-item";
import { TurnList, TurnsSkeleton } from "./turn-list";
import type { Step } from "./whole-session";

interface SharedSessionProps {
  projectId: string;
  sessionId: string;
  onOpen: (traceId: string) => void;
  draw: Draw;
  /** The steps of a shared trace with whole texts, read by the route. */
  readSteps: (traceId: string) => Promise<Step[]>;
}

const LOOK = readLook({});

export function SharedSession({ projectId, sessionId, onOpen, draw, readSteps }: SharedSessionProps) {
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
  // Steps are in the file where their trace is shared too.
  const reader = {
    page: (cursor: string | undefined) => readShared(projectId, sessionId, cursor),
    steps: async (turn: { id: string; public: boolean }) => (turn.public ? readSteps(turn.id) : []),
  };
  return (
    <Page title={sessionId} actions={session && <DownloadButton sessionId={sessionId} reader={reader} />}>
      {session && <Totals projectId={projectId} session={session} />}
      {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
      {pages.isPending && <TurnsSkeleton />}
      {session && (
        <TurnList
          count={turns.length}
          turnAt={(place) => turns[place]}
          onOpen={(turn) => turn.public && onOpen(turn.id)}
          footer={<LoadMore pages={pages} className="mx-auto mb-6 flex" />}
        >
          {(turn) => (
            <TurnItem
              turn={turn}
              before={undefined}
              look={LOOK}
              open={false}
              onOpen={turn.public ? () => onOpen(turn.id) : undefined}
              draw={draw}
            />
          )}
        </TurnList>
      )}
    </Page>
  );
}
