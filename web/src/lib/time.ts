/** Moments as people read them. Input is ISO-8601 in UTC, as the API sends it; output is in the zone of the project. */

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, options);
    cache.set(key, made);
  }
  return made;
}

export const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The parts of a moment in a zone, two digits each (year four). */
function zonedParts(moment: Date, zone: string): Record<"year" | "month" | "day" | "hour" | "minute" | "second", string> {
  const parts = formatter("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(moment);
  const read = (type: string) => parts.find((part) => part.type === type)?.value ?? "00";
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
    second: read("second"),
  };
}

/** 2026-03-04 15:06:07.123, sortable and the same in every language. */
export function formatDateTime(
  iso: string | Date,
  zone: string,
  options: { milliseconds?: boolean; seconds?: boolean } = {},
): string {
  const moment = typeof iso === "string" ? new Date(iso) : iso;
  if (Number.isNaN(moment.getTime())) return String(iso);
  const p = zonedParts(moment, zone);
  const seconds = options.seconds === false ? "" : `:${p.second}`;
  const fraction = options.milliseconds ? `.${String(moment.getUTCMilliseconds()).padStart(3, "0")}` : "";
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${seconds}${fraction}`;
}

/** "Nov 22 15:06:07", "11-22 15:06:07" where English is not spoken; with the year in numbers (see `formatDateTime`) when it is another than now. */
export function formatRowTime(iso: string, zone: string, locale: string, now = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const p = zonedParts(moment, zone);
  if (p.year !== zonedParts(now, zone).year) return formatDateTime(moment, zone);
  // "11月22日" takes the room that the seconds need; numbers are as usual there.
  const named = formatter("en", { timeZone: zone, month: "short", day: "2-digit" });
  const day = locale.startsWith("en") ? named.format(moment) : `${p.month}-${p.day}`;
  return `${day} ${p.hour}:${p.minute}:${p.second}`;
}

/** "4 minutes ago", "yesterday", in the reader's language. */
export function formatRelative(iso: string | Date, locale: string, now = Date.now()): string {
  const moment = typeof iso === "string" ? new Date(iso).getTime() : iso.getTime();
  const seconds = (moment - now) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(Math.round(seconds), "second");
}

/** The moment at which clocks in `zone` show the given local time (`2026-03-04T15:06`). Null when it does not parse. */
export function fromZonedInput(local: string, zone: string): Date | null {
  const asUtc = new Date(`${local.length === 16 ? `${local}:00` : local}Z`);
  if (Number.isNaN(asUtc.getTime())) return null;
  // The offset may differ at the guess and at the answer (a change of clocks between them), so it is read twice.
  let moment = asUtc;
  for (let round = 0; round < 2; round += 1) {
    const p = zonedParts(moment, zone);
    const shown = Date.UTC(+p.year, +p.month - 1, +p.day, +p.hour, +p.minute, +p.second);
    moment = new Date(moment.getTime() + (asUtc.getTime() - shown));
  }
  return moment;
}

/** What `<input type="datetime-local">` shows for a moment in a zone. */
export function toZonedInput(moment: Date, zone: string): string {
  const p = zonedParts(moment, zone);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}
