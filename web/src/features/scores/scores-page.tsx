/** The table of scores, newest first; a row opens the trace it judges beside the table. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { useMay } from "@/api/me";
import { ListCard } from "@/components/list-card";
import { Moment } from "@/components/moment";
import { scoreText } from "@/components/score-badges";
import { SidePanel } from "@/components/side-panel";
import type { TableColumn } from "@/components/table/columns";
import { ListPage } from "@/components/table/list-page";
import type { ListSearch } from "@/components/table/list-search";
import { useList } from "@/components/table/use-list";
import { Badge } from "@/components/ui/badge";
import { type Translate, useT } from "@/i18n";
import { NOTHING } from "@/lib/format";
import { DeleteScores } from "./delete-scores";
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
  onSearch: (change: ScoresSearch, options?: { replace?: boolean }) => void;
  panel: (traceId: string, observationId: string | undefined) => ReactNode;
  /** Where else one may look at scores. */
  actions?: ReactNode;
}

const NONE: ReadonlySet<string> = new Set();
const FACETS = {
  offered: [
    "name",
    "source",
    "data_type",
    "level",
    "value",
    "string_value",
    "boolean_value",
    "environment",
    "author_user_id",
    "evaluator_id",
  ],
  open: ["name", "source", "data_type", "level"],
};

export function ScoresPage({ projectId, search, onSearch, panel, actions }: ScoresPageProps) {
  const t = useT();
  const list = useList(projectId, "scores", search);
  const pages = useInfiniteQuery(scoresQuery(list.request));
  const names = useQuery(memberNamesQuery(projectId, useMay("members:read"))).data;
  const mayWrite = useMay("scores:write");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NONE);
  const { filter, from, to } = list.request;
  const columns = useMemo(() => scoreColumns(t, projectId, names), [t, projectId, names]);
  return (
    <ListPage
      list={list}
      title={t("scores.scores")}
      search={search}
      onSearch={onSearch}
      columns={columns}
      pages={pages}
      rowId={(row) => row.id}
      openId={search.score ?? null}
      onOpen={(row) =>
        row.trace_id && onSearch({ peek: row.trace_id, observation: row.observation_id || undefined, score: row.id })
      }
      card={(row) => <ScoreCard row={row} />}
      facets={FACETS}
      searchHint={t("scores.searchHint")}
      emptyTitle={t("scores.none")}
      emptyWhy={t("scores.noneWhy")}
      actions={actions}
      selected={mayWrite ? chosen : undefined}
      onSelect={mayWrite ? setChosen : undefined}
      bulk={
        chosen.size > 0 && (
          <DeleteScores projectId={projectId} chosen={chosen} matching={{ filter, from, to }} onDone={() => setChosen(NONE)} />
        )
      }
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

function ScoreCard({ row }: { row: ScoreRow }) {
  const t = useT();
  return (
    <ListCard
      title={`${row.name}: ${scoreText(row)}`}
      moment={row.timestamp}
      line={row.comment || row.trace_name}
      figures={[row.source, t(`scores.level_${levelOf(row)}`), row.environment]}
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
      width: 128,
      cell: (row) => <Moment iso={row.timestamp} form="row" className="tabular text-soft text-xs" />,
    },
    { ...text("name", t("forms.name"), 150, (row) => row.name), fixed: true, elastic: true },
    {
      id: "value",
      header: t("scores.value"),
      width: 110,
      elastic: true,
      cell: (row) => (
        <span className="tabular truncate font-semibold" title={scoreText(row)}>
          {scoreText(row)}
        </span>
      ),
    },
    { id: "source", header: t("scores.source"), width: 112, cell: (row) => <Badge>{row.source}</Badge> },
    { id: "level", header: t("scores.level"), width: 110, cell: (row) => t(`scores.level_${levelOf(row)}`) },
    {
      id: "trace",
      header: t("tracing.trace"),
      width: 150,
      elastic: true,
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
      hidden: true,
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
    { ...text("comment", t("scores.comment"), 180, (row) => row.comment), elastic: true },
    text("user", t("sessions.user"), 130, (row) => row.user_id, true),
    text("author", t("scores.author"), 140, (row) => names?.get(row.author_user_id) ?? row.author_user_id, true),
    {
      id: "environment",
      header: t("tracing.environment"),
      width: 112,
      hidden: true,
      cell: (row) => <Badge>{row.environment}</Badge>,
    },
    text("type", t("tracing.type"), 110, (row) => row.data_type, true),
    text("evaluator", t("scores.evaluator"), 150, (row) => row.evaluator_id, true),
    text("id", t("scores.scoreId"), 220, (row) => row.id, true),
  ];
}
