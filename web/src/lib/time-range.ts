/** A range of time as it stands in the URL: `1h`, `7d`, or `2026-03-01T00:00:00.000Z..2026-03-02T00:00:00.000Z`. */

export type TimeRange = { kind: "relative"; text: string; minutes: number } | { kind: "absolute"; from: string; to: string };

const UNITS: Record<string, number> = { m: 1, h: 60, d: 1440, w: 10_080 };

export const TABLE_RANGES = ["5m", "30m", "1h", "6h", "1d", "3d", "7d", "14d", "30d", "90d", "365d"] as const;
export const REFRESH_SECONDS = [0, 10, 30, 60, 300, 900] as const;

/** Reads a range; anything unreadable becomes the fallback, so that an old link still opens. */
export function parseRange(text: string | undefined, fallback = "1d"): TimeRange {
  const relative = /^(\d{1,4})([mhdw])$/.exec(text ?? "");
  if (relative?.[1] && relative[2]) {
    return { kind: "relative", text: relative[0], minutes: Number(relative[1]) * (UNITS[relative[2]] ?? 1) };
  }
  const [from, to] = (text ?? "").split("..");
  if (from && to && !Number.isNaN(Date.parse(from)) && !Number.isNaN(Date.parse(to)) && Date.parse(from) < Date.parse(to)) {
    return { kind: "absolute", from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  return parseRange(fallback, "1d");
}

export function rangeText(range: TimeRange): string {
  return range.kind === "relative" ? range.text : `${range.from}..${range.to}`;
}

/** The two ends. A relative range ends a minute after `now`, so that clocks that run ahead still show their newest rows. */
export function resolveRange(range: TimeRange, now: Date): { from: string; to: string } {
  if (range.kind === "absolute") return { from: range.from, to: range.to };
  return {
    from: new Date(now.getTime() - range.minutes * 60_000).toISOString(),
    to: new Date(now.getTime() + 60_000).toISOString(),
  };
}
