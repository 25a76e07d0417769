import { Link } from "@tanstack/react-router";
import { Moment } from "@/components/moment";
import { ScoreBadge } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatDuration } from "@/lib/format";
import type { SessionRow } from "./queries";

/** What the session came to. A stranger with a public link sees no users. */
export function Totals({ projectId, session }: { projectId: string; session: Omit<SessionRow, "comment_count"> }) {
  const t = useT();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1.5 border-line border-b bg-surface px-4 py-2">
      <Badge>
        <Moment iso={session.start_time} />
      </Badge>
      <Badge>{t.count("sessions.turnCount", session.trace_count)}</Badge>
      <Badge title={t("trace.latency")}>{formatDuration(session.duration_ms)}</Badge>
      {session.total_tokens > 0 && (
        <Badge>{t("trace.tokenCount", { count: formatCompact(session.total_tokens, t.locale) })}</Badge>
      )}
      {session.cost_usd !== null && <Badge title={t("tracing.cost")}>{formatCost(session.cost_usd, t.locale)}</Badge>}
      {session.error_count > 0 && <Badge tone="danger">{t.count("trace.errors", session.error_count)}</Badge>}
      {session.users.map((user) => (
        <Link key={user} to="/projects/$projectId/users/$userId" params={{ projectId, userId: user }}>
          <Badge tone="accent" className="hover:underline">
            {user}
          </Badge>
        </Link>
      ))}
      {session.environment !== "default" && <Badge>{session.environment}</Badge>}
      {session.tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {session.scores.map((score) => (
        <ScoreBadge key={score.id} score={score} />
      ))}
    </div>
  );
}
