import { Moment } from "@/components/moment";
import { LevelMark } from "@/components/observation-type";
import type { TableColumn } from "@/components/table/columns";
import { Tags } from "@/components/tags";
import { Badge } from "@/components/ui/badge";
import type { Translate } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { CommentCount, RowLink } from "../cells";
import type { TraceRow } from "../queries";
import { latencyCell, scoreColumns, sharedColumns } from "./shared-columns";

/** The columns of the table of traces, in the order in which they stand at first. */
export function traceColumns(t: Translate, projectId: string, scoreNames: readonly string[]): TableColumn<TraceRow>[] {
  const s = sharedColumns<TraceRow>(t);
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
