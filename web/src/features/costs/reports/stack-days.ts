/** Arranges rows of (day, key, cost) into stacked bars: the costliest keys by name, all others as one. Pure. */

interface Row {
  day: string;
  key: string;
  cost_usd: number;
}

export const OTHERS = "…";

export interface StackedDay {
  day: string;
  total: number;
  parts: { key: string; cost: number }[];
}

const DAY_MS = 86_400_000;
const MAXIMUM_DAYS = 400;

/** `keys` are in the order of their cost, the others last. Days without cost between the first and the last are filled in. */
export function stackDays(rows: readonly Row[], named: number): { days: StackedDay[]; keys: string[]; highest: number } {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(row.key, (totals.get(row.key) ?? 0) + row.cost_usd);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const keys = ranked.length > named ? [...ranked.slice(0, named), OTHERS] : ranked;
  const byDay = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const key = keys.includes(row.key) ? row.key : OTHERS;
    const parts = byDay.get(row.day) ?? new Map<string, number>();
    parts.set(key, (parts.get(key) ?? 0) + row.cost_usd);
    byDay.set(row.day, parts);
  }
  const days = everyDay([...byDay.keys()].sort()).map((day) => {
    const parts = keys.flatMap((key) => {
      const cost = byDay.get(day)?.get(key);
      return cost ? [{ key, cost }] : [];
    });
    return { day, total: parts.reduce((sum, part) => sum + part.cost, 0), parts };
  });
  return { days, keys, highest: Math.max(0, ...days.map((day) => day.total)) };
}

function everyDay(sorted: readonly string[]): string[] {
  const first = Date.parse(sorted[0] ?? "");
  const last = Date.parse(sorted.at(-1) ?? "");
  if (Number.isNaN(first) || Number.isNaN(last) || (last - first) / DAY_MS > MAXIMUM_DAYS) return [...sorted];
  const days: string[] = [];
  for (let day = first; day <= last; day += DAY_MS) days.push(new Date(day).toISOString().slice(0, 10));
  return days;
}
