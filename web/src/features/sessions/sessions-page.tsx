/** The list of sessions, the most recently begun first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { ListCard } from "@/components/list-card";
import { Moment } from "@/components/moment";
import { ScoreBadges } from "@/components/score-badges";
import { ChosenBar } from "@/components/table/chosen-bar";
import type { TableColumn } from "@/components/table/columns";
import { ListPage } from "@/components/table/list-page";
import type { ListSearch } from "@/components/table/list-search";
import { totalColumns } from "@/components/table/total-columns";
import { useList } from "@/components/table/use-list";
import { Tags } from "@/components/tags";
import { type Translate, useT } from "@/i18n";
import { formatCost, formatDuration, NOTHING } from "@/lib/format";
import { type SessionRow, sessionsQuery } from "./queries";

/** What can be done with chosen sessions, brought by the route. */
export type SessionActions = (sessionIds: readonly string[], done: () => void) => ReactNode;

interface SessionsPageProps {
  projectId: string;
  search: ListSearch;
  onSearch: (change: ListSearch, options?: { replace?: boolean }) => void;
  bulkActions: SessionActions;
}

const NONE: ReadonlySet<string> = new Set();

const FACETS = {
  offered: [
    ...[
      "environment",
      "tags",
      "users",
      "scores",
      "comments",
      "comment",
      "duration",
      "trace_count",
      "total_cost",
      "input_cost",
      "output_cost",
    ],
    ...["total_tokens", "input_tokens", "output_tokens", "error_count", "metadata", "name", "model", "level", "type"],
    ...["release", "version", "prompt_name", "tools", "observation_count", "id"],
  ],
  open: ["environment", "tags", "users"],
};

export function SessionsPage({ projectId, search, onSearch, bulkActions }: SessionsPageProps) {
  const t = useT();
  const [chosen, setChosen] = useState(NONE);
  const done = () => setChosen(NONE);
  const navigate = useNavigate();
  const list = useList(projectId, "sessions", search);
  const pages = useInfiniteQuery(sessionsQuery(list.request));
  const columns = useMemo(() => sessionColumns(t, projectId), [t, projectId]);
  return (
    <ListPage
      list={list}
      title={t("shell.sessions")}
      search={search}
      onSearch={onSearch}
      columns={columns}
      pages={pages}
      rowId={(row) => row.id}
      onOpen={(row) =>
        void navigate({ to: "/projects/$projectId/sessions/$sessionId", params: { projectId, sessionId: row.id } })
      }
      hrefOf={(row) => `/projects/${projectId}/sessions/${encodeURIComponent(row.id)}`}
      card={(row) => <SessionCard row={row} />}
      facets={FACETS}
      searchHint={t("sessions.searchHint")}
      emptyTitle={t("sessions.none")}
      emptyWhy={t("sessions.noneWhy")}
      selected={chosen}
      onSelect={setChosen}
      bulk={
        chosen.size > 0 && (
          <ChosenBar label={t("sessions.bulk")} count={chosen.size} onClear={done}>
            {bulkActions([...chosen], done)}
          </ChosenBar>
        )
      }
    />
  );
}

function SessionCard({ row }: { row: SessionRow }) {
  const t = useT();
  return (
    <ListCard
      title={row.id}
      moment={row.start_time}
      line={row.users.join(", ")}
      figures={[
        t.count("sessions.turnCount", row.trace_count),
        formatDuration(row.duration_ms),
        formatCost(row.cost_usd, t.locale),
        row.environment,
      ]}
    />
  );
}

function sessionColumns(t: Translate, projectId: string): TableColumn<SessionRow>[] {
  const total = totalColumns<SessionRow>(t);
  return [
    {
      id: "time",
      header: t("sessions.started"),
      width: 128,
      cell: (row) => <Moment iso={row.start_time} form="row" className="tabular text-soft text-xs" />,
    },
    {
      id: "id",
      header: t("sessions.session"),
      width: 170,
      elastic: true,
      fixed: true,
      cell: (row) => (
        <Link
          to="/projects/$projectId/sessions/$sessionId"
          params={{ projectId, sessionId: row.id }}
          className="truncate rounded-xs font-medium hover:underline"
        >
          {row.id}
        </Link>
      ),
    },
    {
      id: "duration",
      header: t("trace.latency"),
      width: 88,
      align: "right",
      cell: (row) => formatDuration(row.duration_ms),
    },
    total.count("turns", t("sessions.turns"), (row) => row.trace_count),
    {
      id: "users",
      header: t("shell.users"),
      width: 170,
      elastic: true,
      cell: (row) =>
        row.users.length === 0 ? (
          <span className="text-faint">{NOTHING}</span>
        ) : (
          <span title={row.users.join(", ")} className="flex min-w-0 gap-1.5 overflow-hidden [&>:not(:only-child)]:shrink-0">
            {row.users.map((user) => (
              <Link
                key={user}
                to="/projects/$projectId/users/$userId"
                params={{ projectId, userId: user }}
                className="truncate hover:underline"
              >
                {user}
              </Link>
            ))}
          </span>
        ),
    },
    total.errors,
    total.tokens,
    total.usage,
    total.cost,
    ...total.parts,
    { id: "scores", header: t("tracing.scores"), width: 150, elastic: true, cell: (row) => <ScoreBadges scores={row.scores} /> },
    { ...total.count("comments", t("fields.comments"), (row) => row.comment_count ?? 0), hidden: true },
    total.environment,
    {
      id: "tags",
      header: t("tracing.tags"),
      width: 150,
      hidden: true,
      cell: (row) => <Tags tags={row.tags} />,
    },
    { ...total.count("observations", t("tracing.observations"), (row) => row.observation_count), hidden: true },
  ];
}
