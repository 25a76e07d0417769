/** One session, read as a conversation or step by step, the pauses between, and each turn's trace beside it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, SearchX } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { readFilterProblem } from "@/components/filter/problem";
import { Page } from "@/components/page";
import { SidePanel } from "@/components/side-panel";
import type { ViewInUse } from "@/components/table/use-view";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import type { Draw } from "./draw";
import { readLook, type SessionSearch } from "./look";
import { LIVE_MS, type SessionView, turnsQuery } from "./queries";
import { SessionBar, useStepValues } from "./session-bar";
import { SessionTurns } from "./session-turns";
import { StepFacets } from "./step-facets";
import { Totals } from "./totals";
import { TurnsSkeleton } from "./turn-list";

interface SessionPageProps {
  projectId: string;
  sessionId: string;
  search: SessionSearch;
  /** Changes the URL; keep its identity. */
  onSearch: (change: SessionSearch, options?: { replace?: boolean }) => void;
  /** Changes the URL to what a saved view says; keep its identity. */
  onView: ViewInUse["apply"];
  draw: Draw;
  /** Judging and commenting, brought by the route. */
  actions: ReactNode;
  panel: (traceId: string) => ReactNode;
}

export function SessionPage(props: SessionPageProps) {
  const { projectId, sessionId, search, onSearch } = props;
  const t = useT();
  const look = useMemo(() => readLook(search), [search]);
  const [atEnd, setAtEnd] = useState(false);
  const phone = usePhone();
  // A conversation is there to be read: facets come when they are asked for, and stay.
  const [facetsShown, setFacetsShown] = useStored("facets.shown.session", false);
  const [sheet, setSheet] = useState(false);
  // What it comes to grows while its end is looked at.
  const head = useQuery({
    ...turnsQuery(projectId, sessionId, look, 0),
    placeholderData: keepPreviousData,
    ...(atEnd ? { refetchInterval: LIVE_MS } : {}),
  });
  const [known, setKnown] = useState<SessionView>();
  useEffect(() => {
    if (head.data) setKnown(head.data);
  }, [head.data]);
  const session = head.data ?? known;
  const values = useStepValues(projectId, session);
  const stale = head.isPlaceholderData || head.isError;
  const open = (peek: string | undefined, observation?: string) =>
    onSearch({ peek, observation }, { replace: search.peek !== undefined });
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
      <SessionBar
        projectId={projectId}
        session={session}
        stale={stale}
        error={head.error}
        search={search}
        onSearch={onSearch}
        onView={props.onView}
        values={values}
        facetsShown={phone ? sheet : facetsShown}
        onFacets={() => (phone ? setSheet(true) : setFacetsShown(!facetsShown))}
      />
      <div className="flex min-h-0 flex-1">
        {/* Beside an open trace the turns need the room. */}
        {session && search.peek === undefined && (
          <StepFacets
            projectId={projectId}
            session={session}
            filter={look.filter}
            onFilter={(q) => onSearch({ q: q || undefined })}
            values={values}
            shown={phone ? sheet : facetsShown}
            onHide={() => setSheet(false)}
          />
        )}
        {readFilterProblem(head.error) ? (
          <div className="flex-1 bg-canvas" />
        ) : head.isError ? (
          <ErrorState error={head.error} retry={() => head.refetch()} className="flex-1" />
        ) : !session || head.isPlaceholderData ? (
          <TurnsSkeleton />
        ) : session.matches?.turns === 0 ? (
          <NothingMatches onClear={() => onSearch({ q: undefined })} />
        ) : (
          <SessionTurns
            key={JSON.stringify(look)}
            projectId={projectId}
            sessionId={sessionId}
            look={look}
            count={turnCount(session)}
            peek={search.peek}
            onPeek={open}
            onEnd={setAtEnd}
            draw={props.draw}
          />
        )}
        <SidePanel open={search.peek !== undefined} onClose={() => open(undefined)} name="trace" title={t("tracing.trace")}>
          {search.peek !== undefined && props.panel(search.peek)}
        </SidePanel>
      </div>
    </Page>
  );
}

const turnCount = (session: SessionView) => session.matches?.turns ?? session.trace_count;

function NothingMatches({ onClear }: { onClear: () => void }) {
  const t = useT();
  return (
    <EmptyState
      icon={SearchX}
      title={t("sessions.nothingMatches")}
      className="flex-1"
      action={<Button onClick={onClear}>{t("filter.clear")}</Button>}
    >
      {t("sessions.nothingMatchesWhy")}
    </EmptyState>
  );
}
