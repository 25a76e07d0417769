/** The metrics of A/B tests in their units. Everything else is a score. Pure. */
import { formatCost, formatDuration, formatNumber, formatPercent } from "@/lib/format";

export const BASE_METRICS = ["error_rate", "latency_ms", "cost_usd"] as const;

export function metricText(metric: string, value: number | null, locale: string): string {
  if (metric === "error_rate") return formatPercent(value, locale);
  if (metric === "latency_ms") return formatDuration(value);
  if (metric === "cost_usd") return formatCost(value, locale);
  return formatNumber(value, locale, 3);
}
