/** One session, read as a conversation: what was said turn by turn, the pauses between, and each turn's trace beside it. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { ScoreBadge } from "@/components/score-badges";
import { SidePanel } from "@/components/side-panel";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCompact, formatCost, formatDuration } from "@/lib/format";
import { type SessionRow, sessionQuery, type Turn } from "./queries";

/** Pauses shorter than this are not worth a line, in milliseconds. */
const PAUSE_MS = 30_000;

interface SessionPageProps {
  projectId: string;
  sessionId: string;
  /** The trace open beside the conversation. */
  peek: string | undefined;
  onPeek: (traceId: string | undefined) => void;
  /** How one side of a turn is shown; the route brings the reader of messages. */
  renderMessage: (text: string, role: "user" | "assistant") => ReactNode;
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
          <ol aria-label={t("sessions.conversation")} className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-5">
            {turns.map((turn, index) => (
              <TurnItem
                key={turn.id}
                turn={turn}
                number={index + 1}
                open={turn.id === peek}
                onOpen={() => onPeek(turn.id)}
                renderMessage={props.renderMessage}
              />
            ))}
          </ol>
          <LoadMore pages={pages} className="mx-auto mb-6" />
        </div>
        <SidePanel open={peek !== undefined} onClose={() => onPeek(undefined)} name="trace" title={t("tracing.trace")}>
          {peek !== undefined && props.panel(peek)}
        </SidePanel>
      </div>
    </Page>
  );
}

function Totals({ projectId, session }: { projectId: string; session: SessionRow }) {
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

interface TurnItemProps {
  turn: Turn;
  number: number;
  open: boolean;
  onOpen: () => void;
  renderMessage: SessionPageProps["renderMessage"];
}

function TurnItem({ turn, number, open, onOpen, renderMessage }: TurnItemProps) {
  const t = useT();
  return (
    <li className="flex flex-col gap-2.5">
      {turn.gap_ms !== null && turn.gap_ms >= PAUSE_MS && (
        <p className="flex items-center gap-3 text-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          {t("sessions.pause", { duration: formatDuration(turn.gap_ms) })}
        </p>
      )}
      <button
        type="button"
        onClick={onOpen}
        aria-pressed={open}
        className={cn(
          "flex w-full flex-wrap items-center gap-x-3 gap-y-0.5 rounded-md px-2 py-1 text-left text-soft text-xs hover:bg-hover hover:text-ink",
          open && "bg-selected text-ink",
        )}
      >
        <span className="tabular font-semibold">{number}</span>
        <span className="truncate font-medium text-ink">{turn.name || t("trace.unnamedTrace")}</span>
        <span className="tabular ml-auto flex flex-wrap items-center gap-x-3">
          {turn.error_count > 0 && <Badge tone="danger">{t.count("trace.errors", turn.error_count)}</Badge>}
          <Moment iso={turn.timestamp} />
          <span>{formatDuration(turn.latency_ms)}</span>
          {turn.cost_usd !== null && <span>{formatCost(turn.cost_usd, t.locale)}</span>}
          <span className="text-accent-text">{t("sessions.openTrace")}</span>
        </span>
      </button>
      <Said side="user" text={turn.input.text} cut={turn.input.truncated} renderMessage={renderMessage} />
      <Said side="assistant" text={turn.output.text} cut={turn.output.truncated} renderMessage={renderMessage} />
      {turn.scores.length > 0 && (
        <div className="flex flex-wrap gap-1 px-2">
          {turn.scores.map((score, index) => (
            <ScoreBadge
              key={index}
              score={{
                id: String(index),
                name: score.name,
                data_type: score.data_type,
                value: score.value,
                string_value: score.text ?? "",
                comment: "",
              }}
            />
          ))}
        </div>
      )}
    </li>
  );
}

interface SaidProps {
  side: "user" | "assistant";
  text: string;
  cut: boolean;
  renderMessage: SessionPageProps["renderMessage"];
}

function Said({ side, text, cut, renderMessage }: SaidProps) {
  const t = useT();
  const user = side === "user";
  return (
    <div className={cn("flex flex-col gap-1", user ? "items-end" : "items-start")}>
      <span className="px-2 text-2xs text-faint">{t(user ? "trace.role_user" : "trace.role_assistant")}</span>
      <div
        className={cn(
          "max-w-[min(100%,40rem)] break-words rounded-xl px-3.5 py-2 text-sm",
          user ? "rounded-tr-sm bg-accent-soft" : "rounded-tl-sm border border-line bg-surface",
        )}
      >
        {text === "" ? <span className="text-faint">{t("sessions.silent")}</span> : renderMessage(text, side)}
        {cut && <p className="mt-1 text-faint text-xs">{t("sessions.cut")}</p>}
      </div>
    </div>
  );
}

function ConversationSkeleton() {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-5" aria-busy>
      {Array.from({ length: 4 }, (_, turn) => (
        <div key={turn} className="flex flex-col gap-3">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-10 w-2/5 self-end" />
          <Skeleton className="h-16 w-3/5" />
        </div>
      ))}
    </div>
  );
}
