/** What a step used and cost, with the arithmetic behind it on click. */
import { CostBill } from "@/components/cost-bill";
import { Badge } from "@/components/ui/badge";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatNumber } from "@/lib/format";
import type { ObservationDetail } from "./queries";
import { useTraceSource } from "./trace-source";

const BUTTON = "rounded-sm focus-visible:outline-2 focus-visible:outline-ring";

export function UsageBadge({ detail }: { detail: ObservationDetail }) {
  const t = useT();
  const entries = Object.entries(detail.usage);
  const problems = Object.entries(detail.usage_problems);
  if (entries.length === 0 && problems.length === 0) return null;
  return (
    <Popover>
      <PopoverTrigger className={BUTTON}>
        <Badge tone={problems.length > 0 ? "warning" : "neutral"}>
          {formatCompact(detail.input_tokens, t.locale)} → {formatCompact(detail.output_tokens, t.locale)}
          {detail.usage_estimated && ` ${t("trace.estimated")}`}
        </Badge>
      </PopoverTrigger>
      <PopoverContent className="w-72 p-3">
        <h3 className="mb-1 font-semibold text-sm">{t("trace.usage")}</h3>
        <Rows
          rows={entries.map(([key, value]) => [
            key,
            `${formatNumber(value, t.locale, 4)} ${detail.usage_units[key] ?? ""}`.trim(),
          ])}
        />
        {problems.map(([key, reason]) => (
          <p key={key} className="mt-2 text-warning-text text-xs">
            {key}: {reason}
          </p>
        ))}
      </PopoverContent>
    </Popover>
  );
}

export function CostBadge({ detail }: { detail: ObservationDetail }) {
  const t = useT();
  const { projectId, isShared } = useTraceSource();
  if (detail.cost_usd === null && !detail.cost_explanation) return null;
  return (
    <Popover>
      <PopoverTrigger className={BUTTON}>
        <Badge>{detail.cost_usd === null ? t("trace.noPrice") : formatCost(detail.cost_usd, t.locale)}</Badge>
      </PopoverTrigger>
      <PopoverContent className="w-96 max-w-[92vw] p-3">
        <h3 className="mb-2 font-semibold text-sm">{t("trace.cost")}</h3>
        {isShared ? (
          <Rows rows={Object.entries(detail.cost).map(([key, amount]) => [key, formatCost(amount, t.locale)])} />
        ) : (
          <CostBill projectId={projectId} traceId={detail.trace_id} observationId={detail.id} />
        )}
      </PopoverContent>
    </Popover>
  );
}

function Rows({ rows }: { rows: [string, string][] }) {
  return (
    <dl className="grid grid-cols-[1fr_max-content] gap-x-4 gap-y-0.5 text-xs">
      {rows.map(([key, value]) => (
        <div key={key} className="contents">
          <dt className="truncate text-soft">{key}</dt>
          <dd className="text-right tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
