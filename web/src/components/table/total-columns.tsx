/** Columns of lists whose rows sum up traces: sessions and users. */
import { Badge } from "@/components/ui/badge";
import type { Translate } from "@/i18n";
import { formatCompact, formatCost, formatNumber, NOTHING } from "@/lib/format";
import type { TableColumn } from "./columns";

interface Totals {
  error_count: number;
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  cost_usd: number | null;
  input_cost_usd: number | null;
  output_cost_usd: number | null;
  environment: string;
}

export function totalColumns<Row extends Totals>(t: Translate) {
  const count = (id: string, header: string, read: (row: Row) => number): TableColumn<Row> => ({
    id,
    header,
    width: 88,
    align: "right",
    cell: (row) => formatNumber(read(row), t.locale, 0),
  });
  const errors: TableColumn<Row> = {
    id: "errors",
    header: t("sessions.errors"),
    width: 72,
    align: "right",
    cell: (row) => (row.error_count > 0 ? <Badge tone="danger">{row.error_count}</Badge> : NOTHING),
  };
  const tokens: TableColumn<Row> = {
    id: "tokens",
    header: t("tracing.tokens"),
    width: 76,
    align: "right",
    cell: (row) => (row.total_tokens > 0 ? formatCompact(row.total_tokens, t.locale) : NOTHING),
  };
  const money = (id: string, header: string, read: (row: Row) => number | null): TableColumn<Row> => ({
    id,
    header,
    width: 92,
    align: "right",
    cell: (row) => formatCost(read(row), t.locale),
  });
  const cost = money("cost", t("tracing.cost"), (row) => row.cost_usd);
  const usage: TableColumn<Row> = {
    id: "usage",
    header: t("tracing.groupUsage"),
    width: 150,
    align: "right",
    hidden: true,
    cell: (row) =>
      row.total_tokens > 0
        ? `${formatCompact(row.input_tokens, t.locale)} → ${formatCompact(row.output_tokens, t.locale)} (Σ ${formatCompact(row.total_tokens, t.locale)})`
        : NOTHING,
  };
  const parts: TableColumn<Row>[] = [
    { ...count("input_tokens", t("tracing.inputTokens"), (row) => row.input_tokens), group: t("tracing.groupUsage") },
    { ...count("output_tokens", t("tracing.outputTokens"), (row) => row.output_tokens), group: t("tracing.groupUsage") },
    { ...money("input_cost", t("tracing.inputCost"), (row) => row.input_cost_usd), group: t("tracing.groupCost") },
    { ...money("output_cost", t("tracing.outputCost"), (row) => row.output_cost_usd), group: t("tracing.groupCost") },
  ];
  const environment: TableColumn<Row> = {
    id: "environment",
    header: t("tracing.environment"),
    width: 112,
    hidden: true,
    cell: (row) => <Badge>{row.environment}</Badge>,
  };
  return { count, errors, tokens, usage, cost, parts: parts.map((column) => ({ ...column, hidden: true })), environment };
}
