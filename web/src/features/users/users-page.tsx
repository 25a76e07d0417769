/** The list of users, the most recently seen first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { ListCard } from "@/components/list-card";
import { Moment } from "@/components/moment";
import type { TableColumn } from "@/components/table/columns";
import { ListPage } from "@/components/table/list-page";
import type { ListSearch } from "@/components/table/list-search";
import { totalColumns } from "@/components/table/total-columns";
import { useList } from "@/components/table/use-list";
import { type Translate, useT } from "@/i18n";
import { formatCompact, formatCost, formatNumber } from "@/lib/format";
import { type UserRow, usersQuery } from "./queries";

interface UsersPageProps {
  projectId: string;
  search: ListSearch;
  onSearch: (change: ListSearch, options?: { replace?: boolean }) => void;
}

const FACETS = {
  offered: [
    ...["environment", "tags", "trace_count", "session_count", "total_cost", "total_tokens", "error_count", "level", "model"],
    ...["input_cost", "output_cost", "input_tokens", "output_tokens", "observation_count", "metadata", "name", "type"],
    ...["release", "version", "prompt_name", "tools", "id"],
  ],
  open: ["environment", "tags"],
};

export function UsersPage({ projectId, search, onSearch }: UsersPageProps) {
  const t = useT();
  const navigate = useNavigate();
  const list = useList(projectId, "users", search);
  const pages = useInfiniteQuery(usersQuery(list.request));
  const columns = useMemo(() => userColumns(t, projectId), [t, projectId]);
  return (
    <ListPage
      list={list}
      title={t("shell.users")}
      search={search}
      onSearch={onSearch}
      columns={columns}
      pages={pages}
      rowId={(row) => row.id}
      onOpen={(row) => void navigate({ to: "/projects/$projectId/users/$userId", params: { projectId, userId: row.id } })}
      hrefOf={(row) => `/projects/${projectId}/users/${encodeURIComponent(row.id)}`}
      card={(row) => <UserCard row={row} />}
      facets={FACETS}
      searchHint={t("sessions.searchUsersHint")}
      emptyTitle={t("sessions.noUsers")}
      emptyWhy={t("sessions.noUsersWhy")}
    />
  );
}

function UserCard({ row }: { row: UserRow }) {
  const t = useT();
  return (
    <ListCard
      title={row.id}
      moment={row.last_seen}
      figures={[
        `${formatNumber(row.trace_count, t.locale, 0)} ${t("shell.traces")}`,
        formatCompact(row.total_tokens, t.locale),
        formatCost(row.cost_usd, t.locale),
        row.environment,
      ]}
    />
  );
}

function userColumns(t: Translate, projectId: string): TableColumn<UserRow>[] {
  const total = totalColumns<UserRow>(t);
  return [
    {
      id: "id",
      header: t("sessions.user"),
      width: 200,
      elastic: true,
      fixed: true,
      cell: (row) => (
        <Link
          to="/projects/$projectId/users/$userId"
          params={{ projectId, userId: row.id }}
          className="truncate rounded-xs font-medium hover:underline"
        >
          {row.id}
        </Link>
      ),
    },
    {
      id: "last",
      header: t("sessions.lastSeen"),
      width: 116,
      cell: (row) => <Moment iso={row.last_seen} form="ago" className="text-soft text-xs" />,
    },
    {
      id: "first",
      header: t("sessions.firstSeen"),
      width: 128,
      cell: (row) => <Moment iso={row.first_seen} form="row" className="tabular text-soft text-xs" />,
    },
    total.count("sessions", t("shell.sessions"), (row) => row.session_count),
    total.count("traces", t("shell.traces"), (row) => row.trace_count),
    { ...total.count("observations", t("tracing.observations"), (row) => row.observation_count), width: 112, hidden: true },
    total.errors,
    total.tokens,
    total.usage,
    total.cost,
    ...total.parts,
    total.environment,
  ];
}
