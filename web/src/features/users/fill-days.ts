/** Puts the days without anything between those that have something. Pure. */
import { formatDateTime } from "@/lib/time";
import type { DayTotals } from "./queries";

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;
const LEAST_DAYS = 14;

/** Days in order, each named `2026-03-04` as they are called in `zone`, where their times are midnight: at least 14, so that bars stay slim, and at most the last 400. */
export function fillDays(days: readonly DayTotals[], zone: string): DayTotals[] {
  const known = new Map(days.map((day) => [formatDateTime(day.time, zone).slice(0, 10), day]));
  const names = [...known.keys()].sort();
  const [first, last] = [names[0], names.at(-1)];
  if (!first || !last) return [];
  const end = Date.parse(last);
  const filled: DayTotals[] = [];
  const start = Math.min(Date.parse(first), end - (LEAST_DAYS - 1) * DAY_MS);
  for (let at = Math.max(start, end - (MOST_DAYS - 1) * DAY_MS); at <= end; at += DAY_MS) {
    const time = new Date(at).toISOString().slice(0, 10);
    const day = known.get(time);
    filled.push(day ? { ...day, time } : { time, traces: 0, errors: 0, total_tokens: 0, cost_usd: 0 });
  }
  return filled;
}
