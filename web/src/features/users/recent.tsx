/** What a user did, the newest first: sessions, traces, and how they were judged. */
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/error-state";
import { quote } from "@/components/filter/lex";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { ScoreBadge, ScoreBadges, scoreText } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatDuration } from "@/lib/format";
import { scoresOfUserQuery, sessionsOfUserQuery, tracesOfUserQuery } from "./queries";
import { USER_TABS, type UserTab } from "./tabs";

interface OfUser {
  projectId: string;
  userId: string;
  from: string;
  to: string;
}

interface RecentProps extends OfUser {
  range: string | undefined;
  tab: UserTab;
  onTab: (tab: UserTab) => void;
}

/** The list that shows all of a tab's things, and its field for the user. */
const SHOWN_IN = {
  sessions: { to: "/projects/$projectId/sessions", field: "users" },
  traces: { to: "/projects/$projectId/traces", field: "user_id" },
  scores: { to: "/projects/$projectId/scores", field: "user_id" },
} as const;

const item = "flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm hover:bg-hover";
const figures = "tabular ml-auto flex flex-wrap gap-x-3 text-soft text-xs";

export function Recent({ tab, onTab, range, ...user }: RecentProps) {
  const t = useT();
  const labels: Record<UserTab, string> = {
    sessions: t("shell.sessions"),
    traces: t("shell.traces"),
    scores: t("scores.scores"),
  };
  return (
    <section aria-label={labels[tab]}>
      <header className="mb-2 flex items-center gap-3">
        <Segmented
          aria-label={t("sessions.whatOfUser")}
          value={tab}
          onValueChange={onTab}
          options={USER_TABS.map((value) => ({ value, label: labels[value] }))}
        />
        <Link
          to={SHOWN_IN[tab].to}
          params={{ projectId: user.projectId }}
          search={{ q: `${SHOWN_IN[tab].field}:${quote(user.userId)}`, range }}
          className="ml-auto text-accent-text text-xs hover:underline"
        >
          {t("sessions.showAll")}
        </Link>
      </header>
      {tab === "sessions" && <Sessions {...user} />}
      {tab === "traces" && <Traces {...user} />}
      {tab === "scores" && <Scores {...user} />}
    </section>
  );
}

interface ListedProps<Row> {
  pages: UseInfiniteQueryResult<InfiniteData<{ data: Row[] }>>;
  nothing: string;
  children: (row: Row) => ReactNode;
}

function Listed<Row extends { id: string }>({ pages, nothing, children }: ListedProps<Row>) {
  if (pages.isError) return <ErrorState error={pages.error} retry={() => pages.refetch()} />;
  if (pages.isPending) return <Skeleton className="h-24 w-full" />;
  const rows = pages.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) return <p className="text-faint text-sm">{nothing}</p>;
  return (
    <>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
        {rows.map((row) => (
          <li key={row.id}>{children(row)}</li>
        ))}
      </ul>
      <LoadMore pages={pages} className="mt-3" />
    </>
  );
}

function Sessions({ projectId, userId, from, to }: OfUser) {
  const t = useT();
  const sessions = useInfiniteQuery(sessionsOfUserQuery(projectId, userId, { from, to }));
  return (
    <Listed pages={sessions} nothing={t("sessions.none")}>
      {(session) => (
        <Link to="/projects/$projectId/sessions/$sessionId" params={{ projectId, sessionId: session.id }} className={item}>
          <span className="min-w-0 truncate font-medium">{session.id}</span>
          {session.scores.map((score) => (
            <ScoreBadge key={score.id} score={score} />
          ))}
          <span className={figures}>
            <span>{t.count("sessions.turnCount", session.trace_count)}</span>
            <span>{formatDuration(session.duration_ms)}</span>
            <span>{formatCost(session.cost_usd, t.locale)}</span>
            <Moment iso={session.start_time} />
          </span>
        </Link>
      )}
    </Listed>
  );
}

function Traces({ projectId, userId, from, to }: OfUser) {
  const t = useT();
  const traces = useInfiniteQuery(tracesOfUserQuery(projectId, userId, { from, to }));
  return (
    <Listed pages={traces} nothing={t("tracing.noneInRange")}>
      {(trace) => (
        <Link to="/projects/$projectId/traces/$traceId" params={{ projectId, traceId: trace.id }} className={item}>
          <span className="min-w-0 truncate font-medium">{trace.name || trace.id}</span>
          {trace.error_count > 0 && <Badge tone="danger">{t.count("trace.errors", trace.error_count)}</Badge>}
          {trace.scores.length > 0 && (
            <ScoreBadges
              scores={trace.scores.map((score, index) => ({
                id: String(index),
                name: score.name,
                data_type: score.data_type,
                value: score.value,
                string_value: score.text ?? "",
                comment: "",
              }))}
            />
          )}
          <span className={figures}>
            <span>{formatDuration(trace.latency_ms)}</span>
            <span>{formatCost(trace.cost_usd, t.locale)}</span>
            <Moment iso={trace.timestamp} />
          </span>
        </Link>
      )}
    </Listed>
  );
}

function Scores({ projectId, userId, from, to }: OfUser) {
  const t = useT();
  const scores = useInfiniteQuery(scoresOfUserQuery(projectId, userId, { from, to }));
  return (
    <Listed pages={scores} nothing={t("sessions.noScores")}>
      {(score) => (
        <Link
          to="/projects/$projectId/traces/$traceId"
          params={{ projectId, traceId: score.trace_id }}
          search={{ step: score.observation_id || undefined }}
          className={item}
        >
          <span className="min-w-0 truncate font-medium">{score.name}</span>
          <span className="tabular font-semibold">{scoreText(score)}</span>
          <Badge>{score.source}</Badge>
          {score.comment && <span className="min-w-0 truncate text-soft text-xs">{score.comment}</span>}
          <span className={figures}>
            <span>{score.trace_name}</span>
            <Moment iso={score.timestamp} />
          </span>
        </Link>
      )}
    </Listed>
  );
}
