/** Columns of lists whose rows sum up traces: sessions and users. */
import { Badge } from "@/components/ui/badge";
import type { Translate } from "@/i18n";
import { formatCompact, formatCost, formatNumber, NOTHING } from "@/lib/format";
import type { TableColumn } from "./columns";

interface Totals {
  error_count: number;
  total_tokens: number;
  cost_usd: number | null;
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
    width: 84,
    align: "right",
    cell: (row) => (row.error_count > 0 ? <Badge tone="danger">{row.error_count}</Badge> : NOTHING),
  };
  const tokens: TableColumn<Row> = {
    id: "tokens",
    header: t("tracing.tokens"),
    width: 84,
    align: "right",
    cell: (row) => (row.total_tokens > 0 ? formatCompact(row.total_tokens, t.locale) : NOTHING),
  };
  const cost: TableColumn<Row> = {
    id: "cost",
    header: t("tracing.cost"),
    width: 92,
    align: "right",
    cell: (row) => formatCost(row.cost_usd, t.locale),
  };
  const environment: TableColumn<Row> = {
    id: "environment",
    header: t("tracing.environment"),
    width: 112,
    hidden: true,
    cell: (row) => <Badge>{row.environment}</Badge>,
  };
  return { count, errors, tokens, cost, environment };
}
