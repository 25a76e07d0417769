/** The columns of the tracing table, one list for traces and one for observations. */

import { Moment } from "@/components/moment";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import type { TableColumn } from "@/components/table/columns";
import { Tags } from "@/components/tags";
import { Badge } from "@/components/ui/badge";
import type { PlainKey, Translate } from "@/i18n";
import { formatCompact, formatCost, formatDuration, formatNumber, NOTHING } from "@/lib/format";
import { CommentCount, Plain, Preview, RowLink, Scores, scoreText } from "./cells";
import type { ObservationRow, TraceRow } from "./queries";

type Row = TraceRow | ObservationRow;

function latencyCell(milliseconds: number | null) {
  const slow = milliseconds !== null && milliseconds >= 10_000;
  return <span className={slow ? "text-warning-text" : undefined}>{formatDuration(milliseconds)}</span>;
}

function hit(row: Row, field: string) {
  return row.highlights?.find((highlight) => highlight.field === field);
}

/** Columns that both tables have, with the same names and widths. */
function shared<R extends Row>(t: Translate) {
  const text = (id: string, label: PlainKey, width: number, read: (row: R) => string, mono = false): TableColumn<R> => ({
    id,
    header: t(label),
    width,
    cell: (row) => <Plain text={read(row)} mono={mono} />,
  });
  const count = (id: string, label: PlainKey, read: (row: R) => number | null): TableColumn<R> => ({
    id,
    header: t(label),
    width: 104,
    align: "right",
    cell: (row) => formatNumber(read(row), t.locale, 0),
  });
  const cost = (id: string, label: PlainKey, read: (row: R) => number | null): TableColumn<R> => ({
    id,
    header: t(label),
    width: 92,
    align: "right",
    cell: (row) => formatCost(read(row), t.locale),
  });
  const hidden = (column: TableColumn<R>, group?: PlainKey): TableColumn<R> => ({
    ...column,
    hidden: true,
    group: group && t(group),
  });
  const usage: TableColumn<R>[] = [
    {
      id: "tokens",
      header: t("tracing.tokens"),
      width: 84,
      sort: "total_tokens",
      align: "right",
      cell: (row) =>
        row.total_tokens ? (
          <span
            title={`${formatNumber(row.input_tokens, t.locale)} → ${formatNumber(row.output_tokens, t.locale)}, ${formatNumber(row.total_tokens, t.locale)}`}
          >
            {formatCompact(row.total_tokens, t.locale)}
          </span>
        ) : (
          NOTHING
        ),
    },
    hidden(
      count("input_tokens", "tracing.inputTokens", (row) => row.input_tokens),
      "tracing.groupUsage",
    ),
    hidden(
      count("output_tokens", "tracing.outputTokens", (row) => row.output_tokens),
      "tracing.groupUsage",
    ),
    hidden(
      cost("input_cost", "tracing.inputCost", (row) => row.input_cost_usd),
      "tracing.groupCost",
    ),
    hidden(
      cost("output_cost", "tracing.outputCost", (row) => row.output_cost_usd),
      "tracing.groupCost",
    ),
  ];
  const previews: TableColumn<R>[] = [
    {
      id: "input",
      header: t("tracing.input"),
      width: 160,
      elastic: true,
      cell: (row, { height }) => <Preview text={row.input_preview} height={height} highlight={hit(row, "input")} />,
    },
    {
      id: "output",
      header: t("tracing.output"),
      width: 160,
      elastic: true,
      cell: (row, { height }) => <Preview text={row.output_preview} height={height} highlight={hit(row, "output")} />,
    },
  ];
  const metadata: TableColumn<R> = {
    id: "metadata",
    header: t("tracing.metadata"),
    width: 220,
    elastic: true,
    hidden: true,
    cell: (row, { height }) => <Preview text={row.metadata_preview} height={height} />,
  };
  const environment: TableColumn<R> = {
    id: "environment",
    header: t("tracing.environment"),
    width: 112,
    hidden: true,
    cell: (row) => <Badge>{row.environment}</Badge>,
  };
  const tags: TableColumn<R> = {
    id: "tags",
    header: t("tracing.tags"),
    width: 150,
    hidden: true,
    cell: (row) => <Tags tags={row.tags} />,
  };
  const scores: TableColumn<R> = {
    id: "scores",
    header: t("tracing.scores"),
    width: 180,
    hidden: true,
    cell: (row) => <Scores scores={row.scores} />,
  };
  const comments: TableColumn<R> = {
    ...count("comments", "fields.comments", (row) => row.comment_count ?? null),
    hidden: true,
  };
  return { text, count, cost, hidden, usage, previews, metadata, environment, tags, scores, comments };
}

/** One hidden column for each name of a score. */
function scoreColumns<R extends Row>(names: readonly string[], group: string): TableColumn<R>[] {
  return names.map((name) => ({
    id: `score:${name}`,
    header: name,
    group,
    width: 120,
    align: "right",
    hidden: true,
    cell: (row) =>
      row.scores
        .filter((score) => score.name === name)
        .map(scoreText)
        .join(", ") || NOTHING,
  }));
}

export function traceColumns(t: Translate, projectId: string, scoreNames: readonly string[]): TableColumn<TraceRow>[] {
  const s = shared<TraceRow>(t);
  return [
    {
      id: "time",
      header: t("tracing.time"),
      width: 128,
      sort: "start_time",
      cell: (row) => <Moment iso={row.timestamp} form="row" className="tabular text-soft text-xs" />,
    },
    {
      id: "name",
      header: t("tracing.name"),
      width: 164,
      elastic: true,
      fixed: true,
      cell: (row) => (
        <RowLink projectId={projectId} traceId={row.id}>
          <LevelMark level={row.level} />
          <span className="truncate">{row.name || row.id}</span>
          <CommentCount count={row.comment_count} />
        </RowLink>
      ),
    },
    ...s.previews,
    {
      id: "latency",
      header: t("tracing.latency"),
      width: 92,
      align: "right",
      sort: "latency",
      cell: (row) => latencyCell(row.latency_ms),
    },
    { ...s.cost("cost", "tracing.cost", (row) => row.cost_usd), sort: "total_cost" },
    ...s.usage,
    {
      id: "observations",
      header: t("tracing.observations"),
      width: 112,
      hidden: true,
      sort: "observation_count",
      align: "right",
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          {row.error_count > 0 && <Badge tone="danger">{row.error_count}</Badge>}
          {row.warning_count > 0 && <Badge tone="warning">{row.warning_count}</Badge>}
          {formatNumber(row.observation_count, t.locale)}
        </span>
      ),
    },
    s.hidden({ id: "level", header: t("tracing.level"), width: 96, cell: (row) => row.level.toLowerCase() }),
    s.environment,
    s.tags,
    s.scores,
    s.comments,
    s.hidden(s.text("user", "tracing.user", 130, (row) => row.user_id)),
    s.hidden(s.text("session", "tracing.session", 130, (row) => row.session_id)),
    { id: "models", header: t("tracing.models"), width: 160, hidden: true, cell: (row) => <Tags tags={row.models} /> },
    s.metadata,
    s.hidden(s.text("release", "tracing.release", 110, (row) => row.release)),
    s.hidden(s.text("version", "tracing.version", 110, (row) => row.version)),
    s.hidden(s.text("id", "tracing.traceId", 240, (row) => row.id, true)),
    ...scoreColumns<TraceRow>(scoreNames, t("tracing.scores")),
  ];
}

export function observationColumns(
  t: Translate,
  projectId: string,
  scoreNames: readonly string[],
): TableColumn<ObservationRow>[] {
  const s = shared<ObservationRow>(t);
  return [
    {
      id: "time",
      header: t("tracing.startTime"),
      width: 128,
      sort: "start_time",
      cell: (row) => <Moment iso={row.start_time} form="row" className="tabular text-soft text-xs" />,
    },
    {
      id: "name",
      header: t("tracing.name"),
      width: 164,
      elastic: true,
      fixed: true,
      cell: (row) => (
        <RowLink projectId={projectId} traceId={row.trace_id} observationId={row.id}>
          <TypeIcon type={row.type} />
          <LevelMark level={row.level} />
          <span className="truncate">{row.name || row.id}</span>
          <CommentCount count={row.comment_count} />
        </RowLink>
      ),
    },
    s.hidden({
      id: "type",
      header: t("tracing.type"),
      width: 120,
      cell: (row) => (
        <span className="flex items-center gap-1.5 text-xs">
          <TypeIcon type={row.type} />
          {row.type.toLowerCase()}
        </span>
      ),
    }),
    ...s.previews,
    { ...s.text("model", "tracing.model", 116, (row) => row.model), elastic: true },
    {
      id: "latency",
      header: t("tracing.latency"),
      width: 92,
      align: "right",
      sort: "latency",
      cell: (row) => latencyCell(row.latency_ms),
    },
    {
      id: "ttft",
      header: t("tracing.timeToFirstToken"),
      width: 104,
      align: "right",
      hidden: true,
      cell: (row) => formatDuration(row.time_to_first_token_ms),
    },
    { ...s.cost("cost", "tracing.cost", (row) => row.cost_usd), sort: "total_cost" },
    ...s.usage,
    s.hidden(
      {
        id: "tps",
        header: t("tracing.tokensPerSecond"),
        width: 104,
        align: "right",
        cell: (row) => formatNumber(row.tokens_per_second, t.locale, 1),
      },
      "tracing.groupUsage",
    ),
    s.hidden(s.text("trace_name", "tracing.traceName", 150, (row) => row.trace_name)),
    {
      id: "prompt",
      header: t("tracing.prompt"),
      width: 140,
      hidden: true,
      cell: (row) => <Plain text={row.prompt_name ? `${row.prompt_name} · v${row.prompt_version ?? "?"}` : ""} />,
    },
    s.hidden({ id: "level", header: t("tracing.level"), width: 96, cell: (row) => row.level.toLowerCase() }),
    s.hidden(s.text("status_message", "tracing.statusMessage", 180, (row) => row.status_message)),
    {
      id: "tools_called",
      header: t("tracing.toolsCalled"),
      width: 150,
      hidden: true,
      cell: (row) => <Tags tags={row.tools_called} />,
    },
    s.hidden(s.count("tool_calls", "sessions.tools", (row) => row.tool_call_count)),
    s.hidden(s.count("tools_available", "tracing.toolsAvailable", (row) => row.tools_available)),
    s.environment,
    s.tags,
    s.scores,
    s.comments,
    s.hidden(s.text("user", "tracing.user", 130, (row) => row.user_id)),
    s.hidden(s.text("session", "tracing.session", 130, (row) => row.session_id)),
    s.metadata,
    s.hidden({
      id: "end_time",
      header: t("tracing.endTime"),
      width: 182,
      cell: (row) => <Moment iso={row.end_time} milliseconds className="tabular text-soft text-xs" />,
    }),
    s.hidden(s.text("release", "tracing.release", 110, (row) => row.release)),
    s.hidden(s.text("version", "tracing.version", 110, (row) => row.version)),
    s.hidden(s.text("sdk", "tracing.sdk", 110, (row) => row.sdk_name)),
    s.hidden(s.text("model_id", "tracing.modelId", 160, (row) => row.model_id, true)),
    s.hidden(s.text("id", "tracing.observationId", 240, (row) => row.id, true)),
    s.hidden(s.text("trace_id", "tracing.traceId", 240, (row) => row.trace_id, true)),
    ...scoreColumns<ObservationRow>(scoreNames, t("tracing.scores")),
  ];
}
