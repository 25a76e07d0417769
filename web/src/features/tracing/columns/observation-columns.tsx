import { Moment } from "@/components/moment";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import type { TableColumn } from "@/components/table/columns";
import { Tags } from "@/components/tags";
import type { Translate } from "@/i18n";
import { formatDuration, formatNumber } from "@/lib/format";
import { CommentCount, Plain, RowLink } from "../cells";
import type { ObservationRow } from "../queries";
import { latencyCell, scoreColumns, sharedColumns } from "./shared-columns";

/** The columns of the table of observations, in the order in which they stand at first. */
export function observationColumns(
  t: Translate,
  projectId: string,
  scoreNames: readonly string[],
): TableColumn<ObservationRow>[] {
  const s = sharedColumns<ObservationRow>(t);
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
