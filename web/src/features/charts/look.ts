/** What a chart of the table shows, as it stands in the URL: `latency.p95.model.line.hour`. Pure. */
import { oneOf } from "@/lib/search-params";

export const METRICS = ["count", "latency", "cost", "tokens"] as const;
export const AGGREGATIONS = ["sum", "avg", "min", "max", "p50", "p95", "p99"] as const;
export const KINDS = ["line", "area", "bars", "ranked", "pie", "number"] as const;
export const STEPS = ["auto", "minute", "hour", "day"] as const;

/** Fields that have one value a row, by what the rows are. */
export const GROUPS = {
  traces: ["name", "environment", "user_id", "release", "version"],
  observations: ["model", "name", "level", "type", "environment", "trace_name", "prompt_name", "user_id", "release", "version"],
} as const;

export type Metric = (typeof METRICS)[number];
export type Aggregation = (typeof AGGREGATIONS)[number];
export type Kind = (typeof KINDS)[number];
export type Step = (typeof STEPS)[number];
export type Subject = keyof typeof GROUPS;

export interface ChartLook {
  metric: Metric;
  aggregation: Aggregation;
  /** The name of a field, empty for all rows as one. */
  by: string;
  kind: Kind;
  step: Step;
}

export const FIRST_LOOK = "count.sum..bars.auto";

/** Reads a look; what does not fit (also a field that these rows do not have) becomes the first choice. */
export function readLook(text: string, subject: Subject): ChartLook {
  const [metric, aggregation, by, kind, step] = text.split(".");
  const look: ChartLook = {
    metric: oneOf(metric, METRICS) ?? "count",
    aggregation: oneOf(aggregation, AGGREGATIONS) ?? "sum",
    by: oneOf(by, GROUPS[subject] as readonly string[]) ?? "",
    kind: oneOf(kind, KINDS) ?? "bars",
    step: oneOf(step, STEPS) ?? "auto",
  };
  return look.kind === "pie" && !addsUp(look) ? { ...look, kind: "ranked" } : look;
}

export function writeLook({ metric, aggregation, by, kind, step }: ChartLook): string {
  return [metric, aggregation, by, kind, step].join(".");
}

/** Whether the groups' values add up to that of all rows, so that they may be stacked and shared out. */
export function addsUp({ metric, aggregation }: Pick<ChartLook, "metric" | "aggregation">): boolean {
  return metric === "count" || aggregation === "sum";
}

export function isOverTime(kind: Kind): boolean {
  return kind === "line" || kind === "area" || kind === "bars";
}
