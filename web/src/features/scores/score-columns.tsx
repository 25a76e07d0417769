/** The columns of the table of scores. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Moment } from "@/components/moment";
import { scoreText } from "@/components/score-badges";
import type { TableColumn } from "@/components/table/columns";
import { Tags } from "@/components/tags";
import { Badge } from "@/components/ui/badge";
import type { Translate } from "@/i18n";
import { NOTHING } from "@/lib/format";
import type { ScoreRow } from "./queries";
import { EvaluatorOf, ExperimentOf, QueueOf, RuleOf } from "./score-origin";

/** What a score is about. */
export function levelOf(row: ScoreRow): "observation" | "trace" | "session" | "experiment" {
  if (row.observation_id) return "observation";
  if (row.trace_id) return "trace";
  return row.session_id ? "session" : "experiment";
}

const LINK = "truncate rounded-xs hover:underline";
const metadataText = (row: ScoreRow) => (Object.keys(row.metadata).length > 0 ? JSON.stringify(row.metadata) : "");

export function scoreColumns(t: Translate, projectId: string): TableColumn<ScoreRow>[] {
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
  const hidden = (column: TableColumn<ScoreRow>) => ({ ...column, hidden: true });
  /** A cell that leads somewhere, or nothing where the score has nothing of that kind. */
  const way = (id: string, header: string, read: (row: ScoreRow) => ReactNode): TableColumn<ScoreRow> => ({
    id,
    header,
    width: 150,
    cell: (row) => read(row) || <span className="text-faint">{NOTHING}</span>,
  });
  const trace = (traceId: string, words: string, step?: string) =>
    traceId !== "" && (
      <Link to="/projects/$projectId/traces/$traceId" params={{ projectId, traceId }} search={{ step }} className={LINK}>
        {words}
      </Link>
    );
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
      ...way("trace", t("tracing.trace"), (row) =>
        trace(row.trace_id, row.trace_name || row.trace_id, row.observation_id || undefined),
      ),
      elastic: true,
    },
    hidden(
      way(
        "session",
        t("sessions.session"),
        (row) =>
          row.session_id && (
            <Link
              to="/projects/$projectId/sessions/$sessionId"
              params={{ projectId, sessionId: row.session_id }}
              className={LINK}
            >
              {row.session_id}
            </Link>
          ),
      ),
    ),
    { ...text("comment", t("scores.comment"), 180, (row) => row.comment), elastic: true },
    text("user", t("sessions.user"), 130, (row) => row.user_id, true),
    text("author", t("scores.author"), 140, (row) => row.author_name ?? row.author_user_id, true),
    {
      id: "environment",
      header: t("tracing.environment"),
      width: 112,
      hidden: true,
      cell: (row) => <Badge>{row.environment}</Badge>,
    },
    text("type", t("tracing.type"), 110, (row) => row.data_type, true),
    {
      id: "tags",
      header: t("tracing.tags"),
      width: 150,
      hidden: true,
      cell: (row) => <Tags tags={row.trace_tags} />,
    },
    { ...text("metadata", t("tracing.metadata"), 220, metadataText, true), elastic: true },
    text("trace_id", t("tracing.traceId"), 220, (row) => row.trace_id, true),
    hidden(
      way("observation", t("tracing.observationId"), (row) =>
        trace(row.observation_id && row.trace_id, row.observation_id, row.observation_id),
      ),
    ),
    hidden(way("execution", t("scores.execution"), (row) => trace(row.execution_trace_id, row.execution_trace_id))),
    hidden(
      way("evaluator", t("scores.evaluator"), (row) => row.evaluator_id && <EvaluatorOf projectId={projectId} score={row} />),
    ),
    hidden(way("rule", t("scores.rule"), (row) => row.rule_id && <RuleOf projectId={projectId} score={row} />)),
    hidden(way("queue", t("scores.queue"), (row) => row.queue_id && <QueueOf projectId={projectId} score={row} />)),
    hidden(
      way("experiment", t("scores.experiment"), (row) => row.experiment_id && <ExperimentOf projectId={projectId} score={row} />),
    ),
    text("id", t("scores.scoreId"), 220, (row) => row.id, true),
  ];
}
