/** The table of scores, newest first; a row opens the trace it judges beside the table. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { filterFieldsQuery, keysQuery, traceValuesQuery } from "@/api/filter-fields";
import { useMay } from "@/api/me";
import type { ValuesQuery } from "@/components/filter/filter-bar";
import { Moment } from "@/components/moment";
import { parseRefresh } from "@/components/refresh-control";
import { scoreText } from "@/components/score-badges";
import { SidePanel } from "@/components/side-panel";
import type { TableColumn } from "@/components/table/columns";
import { LIST_RANGE, ListPage, type ListSearch } from "@/components/table/list-page";
import { useWindow } from "@/components/table/use-window";
import { Badge } from "@/components/ui/badge";
import { type Translate, useT } from "@/i18n";
import { NOTHING } from "@/lib/format";
import { parseRange } from "@/lib/time-range";
import { memberNamesQuery, type ScoreRow, scoresQuery } from "./queries";

export interface ScoresSearch extends ListSearch {
  /** The trace open beside the table, its step, and the score that led there. */
  peek?: string;
  observation?: string;
  score?: string;
}

interface ScoresPageProps {
  projectId: string;
  search: ScoresSearch;
  onSearch: (change: ScoresSearch) => void;
  panel: (traceId: string, observationId: string | undefined) => ReactNode;
}

const TRACE_FIELDS = new Set(["trace_id", "session_id", "environment"]);

export function ScoresPage({ projectId, search, onSearch, panel }: ScoresPageProps) {
  const t = useT();
  const refresh = parseRefresh(search.refresh);
  const { from, to, renew } = useWindow(parseRange(search.range, LIST_RANGE), typeof refresh === "number" ? refresh : 0);
  const pages = useInfiniteQuery(scoresQuery({ projectId, filter: search.q ?? "", from, to }));
  const fields = useQuery(filterFieldsQuery(projectId, "scores")).data ?? [];
  const names = useQuery(memberNamesQuery(projectId, useMay("members:read"))).data;
  const columns = useMemo(() => scoreColumns(t, projectId, names), [t, projectId, names]);
  const values: ValuesQuery = ({ field, prefix, of }) => {
    if (of === "keys") return keysQuery(projectId, "metadata", from, to, prefix);
    if (field === "name") return keysQuery(projectId, "scores", from, to, prefix);
    const known = TRACE_FIELDS.has(field) ? (field === "trace_id" ? "id" : field) : "";
    return traceValuesQuery({ projectId, from, to, field: known, containing: prefix });
  };
  return (
    <ListPage
      name="scores"
      title={t("scores.scores")}
      search={search}
      onSearch={onSearch}
      onRefresh={renew}
      columns={columns}
      pages={pages}
      rowId={(row) => row.id}
      openId={search.score ?? null}
      onOpen={(row) =>
        row.trace_id && onSearch({ peek: row.trace_id, observation: row.observation_id || undefined, score: row.id })
      }
      fields={fields}
      valuesQuery={values}
      searchHint={t("scores.searchHint")}
      emptyTitle={t("scores.none")}
      emptyWhy={t("scores.noneWhy")}
      panel={
        <SidePanel
          open={search.peek !== undefined}
          onClose={() => onSearch({ peek: undefined, observation: undefined, score: undefined })}
          name="trace"
          title={t("tracing.trace")}
        >
          {search.peek !== undefined && panel(search.peek, search.observation)}
        </SidePanel>
      }
    />
  );
}

function levelOf(row: ScoreRow): "observation" | "trace" | "session" | "experiment" {
  if (row.observation_id) return "observation";
  if (row.trace_id) return "trace";
  return row.session_id ? "session" : "experiment";
}

function scoreColumns(t: Translate, projectId: string, names: ReadonlyMap<string, string> | undefined): TableColumn<ScoreRow>[] {
  const text = (id: string, header: string, width: number, read: (row: ScoreRow) => string, hidden = false) => ({
    id,
    header,
    width,
    hidden,
    cell: (row: ScoreRow) => (
      <span className="truncate" title={read(row)}>
        {read(row) || <span className="text-faint">{NOTHING}</span>}
      </span>
    ),
  });
  return [
    {
      id: "time",
      header: t("tracing.time"),
      width: 158,
      cell: (row) => <Moment iso={row.timestamp} className="tabular text-soft text-xs" />,
    },
    { ...text("name", t("common.name"), 180, (row) => row.name), fixed: true },
    {
      id: "value",
      header: t("scores.value"),
      width: 130,
      cell: (row) => <span className="tabular truncate font-semibold">{scoreText(row)}</span>,
    },
    { id: "source", header: t("scores.source"), width: 110, cell: (row) => <Badge>{row.source}</Badge> },
    { id: "level", header: t("scores.level"), width: 110, cell: (row) => t(`scores.level_${levelOf(row)}`) },
    {
      id: "trace",
      header: t("tracing.trace"),
      width: 200,
      cell: (row) =>
        row.trace_id ? (
          <Link
            to="/projects/$projectId/traces/$traceId"
            params={{ projectId, traceId: row.trace_id }}
            search={{ step: row.observation_id || undefined }}
            className="truncate rounded-xs hover:underline"
          >
            {row.trace_name || row.trace_id}
          </Link>
        ) : (
          <span className="text-faint">{NOTHING}</span>
        ),
    },
    {
      id: "session",
      header: t("sessions.session"),
      width: 150,
      cell: (row) =>
        row.session_id ? (
          <Link
            to="/projects/$projectId/sessions/$sessionId"
            params={{ projectId, sessionId: row.session_id }}
            className="truncate rounded-xs hover:underline"
          >
            {row.session_id}
          </Link>
        ) : (
          <span className="text-faint">{NOTHING}</span>
        ),
    },
    text("comment", t("scores.comment"), 260, (row) => row.comment),
    text("user", t("sessions.user"), 130, (row) => row.user_id),
    text("author", t("scores.author"), 140, (row) => names?.get(row.author_user_id) ?? row.author_user_id),
    { id: "environment", header: t("tracing.environment"), width: 112, cell: (row) => <Badge>{row.environment}</Badge> },
    text("type", t("tracing.type"), 110, (row) => row.data_type, true),
    text("evaluator", t("scores.evaluator"), 150, (row) => row.evaluator_id, true),
    text("id", t("scores.scoreId"), 220, (row) => row.id, true),
  ];
}
