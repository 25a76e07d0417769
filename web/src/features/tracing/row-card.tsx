import { Moment } from "@/components/moment";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { useT } from "@/i18n";
import { formatCost, formatDuration } from "@/lib/format";
import { readable } from "@/lib/readable";
import type { ObservationRow, TraceRow } from "./queries";

/** What a phone shows of a row: name, when, what went in, how long and how much. */
export function RowCard({ row }: { row: TraceRow | ObservationRow }) {
  const t = useT();
  const observation = "type" in row;
  return (
    <span className="flex flex-col gap-1">
      <span className="flex items-center gap-1.5">
        {observation && <TypeIcon type={row.type} />}
        <LevelMark level={row.level} />
        <span className="min-w-0 flex-1 truncate font-medium">{row.name || row.id}</span>
        <Moment iso={observation ? row.start_time : row.timestamp} form="ago" className="shrink-0 text-faint text-xs" />
      </span>
      <span dir="auto" className="truncate text-soft text-xs">
        {readable(row.input_preview).slice(0, 160) || "–"}
      </span>
      <span className="tabular flex gap-3 text-faint text-xs">
        <span>{formatDuration(row.latency_ms)}</span>
        <span>{formatCost(row.cost_usd, t.locale)}</span>
        <span className="truncate">{row.environment}</span>
      </span>
    </span>
  );
}
