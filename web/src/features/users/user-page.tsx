/** One user: totals, what they did day by day, their sessions and traces. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { quote } from "@/components/filter/lex";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { ScoreBadge, ScoreBadges } from "@/components/score-badges";
import { LIST_RANGE } from "@/components/table/list-search";
import { useWindow } from "@/components/table/use-window";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatDuration, formatNumber } from "@/lib/format";
import { parseRange, rangeText } from "@/lib/time-range";
import { DayChart } from "./day-chart";
import { sessionsOfUserQuery, tracesOfUserQuery, type UserRow, userQuery } from "./queries";

interface UserPageProps {
  projectId: string;
  userId: string;
  range: string | undefined;
  onRange: (range: string) => void;
}

export function UserPage({ projectId, userId, range, onRange }: UserPageProps) {
  const t = useT();
  const chosen = parseRange(range, LIST_RANGE);
  const { from, to } = useWindow(chosen, 0);
  const user = useQuery(userQuery(projectId, userId, { from, to }));
  return (
    <Page
      width="text"
      before={
        <Button variant="ghost" size="icon-sm" asChild>
          <Link to="/projects/$projectId/users" params={{ projectId }} aria-label={t("sessions.allUsers")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      }
      title={
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate">{userId}</span>
          <CopyButton text={userId} label={t("sessions.copyUser")} />
        </span>
      }
      actions={<TimeRangePicker value={chosen} onChange={(next) => onRange(rangeText(next))} />}
    >
      {user.isError && <ErrorState error={user.error} retry={range === "365d" ? () => user.refetch() : () => onRange("365d")} />}
      {user.isPending && <Skeleton className="h-48 w-full" />}
      {user.data && (
        <div className="flex flex-col gap-6">
          <Totals user={user.data} />
          <DayChart days={user.data.days} />
          <Sessions projectId={projectId} userId={userId} from={from} to={to} range={range} />
          <Traces projectId={projectId} userId={userId} from={from} to={to} range={range} />
        </div>
      )}
    </Page>
  );
}

function Totals({ user }: { user: UserRow }) {
  const t = useT();
  const facts: [string, ReactNode][] = [
    [t("shell.sessions"), formatNumber(user.session_count, t.locale)],
    [t("shell.traces"), formatNumber(user.trace_count, t.locale)],
    [t("tracing.tokens"), formatCompact(user.total_tokens, t.locale)],
    [t("tracing.cost"), formatCost(user.cost_usd, t.locale)],
    [t("sessions.errors"), formatNumber(user.error_count, t.locale)],
    [t("sessions.lastSeen"), <Moment key="last" iso={user.last_seen} form="ago" />],
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      {facts.map(([label, value]) => (
        <div key={label} className="bg-surface px-4 py-3">
          <dt className="text-faint text-xs">{label}</dt>
          <dd className="tabular mt-0.5 break-words font-semibold text-base">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RecentProps {
  projectId: string;
  userId: string;
  from: string;
  to: string;
  range: string | undefined;
}

const list = "divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface";
const item = "flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm hover:bg-hover";

function Sessions({ projectId, userId, from, to, range }: RecentProps) {
  const t = useT();
  const sessions = useQuery(sessionsOfUserQuery(projectId, userId, { from, to }));
  return (
    <section>
      <header className="mb-2 flex items-center gap-3">
        <h2 className="font-semibold text-sm">{t("shell.sessions")}</h2>
        <Link
          to="/projects/$projectId/sessions"
          params={{ projectId }}
          search={{ q: `users:${quote(userId)}`, range }}
          className="ml-auto text-accent-text text-xs hover:underline"
        >
          {t("sessions.showAll")}
        </Link>
      </header>
      {sessions.isError && <ErrorState error={sessions.error} retry={() => sessions.refetch()} />}
      {sessions.isPending && <Skeleton className="h-24 w-full" />}
      {sessions.data?.length === 0 && <p className="text-faint text-sm">{t("sessions.none")}</p>}
      {sessions.data && sessions.data.length > 0 && (
        <ul className={list}>
          {sessions.data.map((session) => (
            <li key={session.id}>
              <Link to="/projects/$projectId/sessions/$sessionId" params={{ projectId, sessionId: session.id }} className={item}>
                <span className="min-w-0 truncate font-medium">{session.id}</span>
                {session.scores.map((score) => (
                  <ScoreBadge key={score.id} score={score} />
                ))}
                <span className="tabular ml-auto flex flex-wrap gap-x-3 text-soft text-xs">
                  <span>{t.count("sessions.turnCount", session.trace_count)}</span>
                  <span>{formatDuration(session.duration_ms)}</span>
                  <span>{formatCost(session.cost_usd, t.locale)}</span>
                  <Moment iso={session.start_time} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Traces({ projectId, userId, from, to, range }: RecentProps) {
  const t = useT();
  const traces = useQuery(tracesOfUserQuery(projectId, userId, { from, to }));
  return (
    <section>
      <header className="mb-2 flex items-center gap-3">
        <h2 className="font-semibold text-sm">{t("shell.traces")}</h2>
        <Link
          to="/projects/$projectId/traces"
          params={{ projectId }}
          search={{ q: `user_id:${quote(userId)}`, range }}
          className="ml-auto text-accent-text text-xs hover:underline"
        >
          {t("sessions.showAll")}
        </Link>
      </header>
      {traces.isError && <ErrorState error={traces.error} retry={() => traces.refetch()} />}
      {traces.isPending && <Skeleton className="h-24 w-full" />}
      {traces.data && traces.data.length > 0 && (
        <ul className={list}>
          {traces.data.map((trace) => (
            <li key={trace.id}>
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
                <span className="tabular ml-auto flex flex-wrap gap-x-3 text-soft text-xs">
                  <span>{formatDuration(trace.latency_ms)}</span>
                  <span>{formatCost(trace.cost_usd, t.locale)}</span>
                  <Moment iso={trace.timestamp} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
