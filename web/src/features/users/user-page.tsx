/** One user: totals, what they did day by day, and their sessions, traces and scores. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError } from "@/api/client";
import { CopyButton } from "@/components/copy-button";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { LIST_RANGE } from "@/components/table/list-search";
import { useWindow } from "@/components/table/use-window";
import { rangeLabel, TimeRangePicker } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatNumber } from "@/lib/format";
import { parseRange, rangeText } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { DayChart } from "./day-chart";
import { type UserRow, userQuery } from "./queries";
import { Recent } from "./recent";
import type { UserTab } from "./tabs";

const WIDEST = "365d";

interface UserPageProps {
  projectId: string;
  userId: string;
  range: string | undefined;
  onRange: (range: string) => void;
  /** What of the user is listed. */
  tab: UserTab;
  onTab: (tab: UserTab) => void;
}

export function UserPage({ projectId, userId, range, onRange, tab, onTab }: UserPageProps) {
  const t = useT();
  const chosen = parseRange(range, LIST_RANGE);
  const zone = useZone();
  const { from, to } = useWindow(chosen, 0);
  const user = useQuery(userQuery(projectId, userId, { from, to }, zone));
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
      {user.isError &&
        (user.error instanceof ApiError && user.error.status === 404 && range !== WIDEST ? (
          <EmptyState
            icon={SearchX}
            title={t("sessions.quietUser")}
            action={<Button onClick={() => onRange(WIDEST)}>{rangeLabel(parseRange(WIDEST), t, zone)}</Button>}
          >
            {rangeLabel(chosen, t, zone)}
          </EmptyState>
        ) : (
          <ErrorState error={user.error} retry={() => user.refetch()} />
        ))}
      {user.isPending && <Skeleton className="h-48 w-full" />}
      {user.data && (
        <div className="flex flex-col gap-6">
          <Totals user={user.data} />
          <DayChart days={user.data.days} />
          <Recent projectId={projectId} userId={userId} from={from} to={to} range={range} tab={tab} onTab={onTab} />
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
