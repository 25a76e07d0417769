/** An item of a run: what was given and expected, and each answer with its scores, side by side. */
import { ListTree } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import type { ItemRow } from "./queries";
import { asText, COST, LATENCY, showValue } from "./words";

interface ItemCardProps {
  row: ItemRow;
  /** The trace that is open beside the page. */
  open: string | undefined;
  onTrace: (trace: string, step: string) => void;
  /** What else can be asked about an execution. */
  execution: (traceId: string, step: string) => ReactNode;
}

export function ItemCard({ row, open, onTrace, execution }: ItemCardProps) {
  const t = useT();
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="grid gap-px bg-line md:grid-cols-2">
        <Block label={t("experiments.input")} value={row.input} />
        <Block label={t("experiments.expected")} value={row.expected_output} />
      </div>
      <ol className="divide-y divide-line border-line border-t">
        {row.executions.map((one, index) => (
          <li key={one.trace_id} className={cn("px-3 py-2", open === one.trace_id && "bg-selected")}>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
              {row.executions.length > 1 && <span className="tabular text-faint">#{index + 1}</span>}
              {one.failed && <Badge tone="danger">{t("experiments.failed")}</Badge>}
              <ScoreList scores={one.scores} />
              <span className="tabular text-faint">{showValue(LATENCY, one.latency_ms, t.locale)}</span>
              <span className="tabular text-faint">{showValue(COST, one.cost_usd, t.locale)}</span>
              <span className="ml-auto flex items-center">
                {execution(one.trace_id, one.observation_id)}
                <Button variant="ghost" size="sm" onClick={() => onTrace(one.trace_id, one.observation_id)}>
                  <ListTree aria-hidden />
                  {t("experiments.trace")}
                </Button>
              </span>
            </div>
            <p className="mt-1 line-clamp-6 whitespace-pre-wrap break-words text-sm">
              {one.error && <span className="text-danger-text">{one.error}</span>}
              {asText(one.output) || (!one.error && "–")}
            </p>
          </li>
        ))}
      </ol>
    </li>
  );
}

export function ScoreList({ scores }: { scores: Record<string, number | string> }) {
  const t = useT();
  return Object.entries(scores).map(([name, value]) => (
    <span key={name}>
      <span className="text-faint">{name}</span>{" "}
      <span className="tabular font-medium">{typeof value === "number" ? showValue(name, value, t.locale) : value}</span>
    </span>
  ));
}

export function Block({ label, value }: { label: string; value: unknown }) {
  return (
    <div className="min-w-0 bg-surface px-3 py-2 first:rounded-tl-lg">
      <h4 className="text-faint text-xs">{label}</h4>
      <p className="mt-0.5 line-clamp-5 whitespace-pre-wrap break-words text-sm">{asText(value) || "–"}</p>
    </div>
  );
}
