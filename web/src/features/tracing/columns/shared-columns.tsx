import type { TableColumn } from "@/components/table/columns";
import { Tags } from "@/components/tags";
import { Badge } from "@/components/ui/badge";
import type { PlainKey, Translate } from "@/i18n";
import { formatCompact, formatCost, formatDuration, formatNumber, NOTHING } from "@/lib/format";
import { Plain, Preview, Scores, scoreText } from "../cells";
import type { ObservationRow, TraceRow } from "../queries";

type Row = TraceRow | ObservationRow;

export function latencyCell(milliseconds: number | null) {
  const slow = milliseconds !== null && milliseconds >= 10_000;
  return <span className={slow ? "text-warning-text" : undefined}>{formatDuration(milliseconds)}</span>;
}

function hit(row: Row, field: string) {
  return row.highlights?.find((highlight) => highlight.field === field);
}

/** Columns that both tables have, with the same names and widths. */
export function sharedColumns<R extends Row>(t: Translate) {
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
export function scoreColumns<R extends Row>(names: readonly string[], group: string): TableColumn<R>[] {
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
