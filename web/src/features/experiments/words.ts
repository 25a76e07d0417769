/** Numbers and verdicts in words. A verdict never says more than its bounds. Pure. */
import type { Translate } from "@/i18n";
import { formatCost, formatDuration, formatNumber } from "@/lib/format";
import type { Estimate, Verdict } from "./queries";

export const COST = "cost_usd";
export const LATENCY = "latency_ms";

export function showValue(metric: string, value: number | null | undefined, locale: string): string {
  if (value === null || value === undefined) return "–";
  if (metric === COST) return formatCost(value, locale);
  if (metric === LATENCY) return formatDuration(value);
  return formatNumber(value, locale, 3);
}

export function showInterval(metric: string, estimate: Estimate, locale: string): string {
  if (estimate.low === null || estimate.high === null) return "";
  return `${showValue(metric, estimate.low, locale)} … ${showValue(metric, estimate.high, locale)}`;
}

/** With its sign, so that a difference reads as one. */
export function showDifference(metric: string, value: number | null, locale: string): string {
  if (value === null) return "–";
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${showValue(metric, Math.abs(value), locale)}`;
}

export function metricName(t: Translate, metric: string): string {
  if (metric === COST) return t("experiments.cost");
  if (metric === LATENCY) return t("experiments.latency");
  return metric;
}

export function sayVerdict(t: Translate, metric: string, verdict: Verdict): string {
  const show = (value: number) => showValue(metric, value, t.locale);
  const { low, high } = verdict;
  if (verdict.outcome === "equal") return t("experiments.verdictEqual");
  if (low === null || high === null) return t("experiments.verdictFew");
  if (verdict.outcome === "better") return t("experiments.verdictBetter", { low: show(low), high: show(high) });
  if (verdict.outcome === "worse") return t("experiments.verdictWorse", { low: show(-high), high: show(-low) });
  if (verdict.outcome === "no_worse") return t("experiments.verdictNoWorse", { by: show(Math.max(0, -low)) });
  if (verdict.more_items) return t("experiments.verdictMore", { count: formatNumber(verdict.more_items, t.locale, 0) });
  return t("experiments.verdictBetween", {
    low: showDifference(metric, low, t.locale),
    high: showDifference(metric, high, t.locale),
  });
}

export const TONES = {
  better: "success",
  worse: "danger",
  no_worse: "accent",
  equal: "neutral",
  cannot_tell: "warning",
} as const;

export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
