/** Numbers as people read them. Units: durations in milliseconds, money in US dollars, sizes in bytes. `null` is shown as a dash. */

export const NOTHING = "–";

const cache = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.NumberFormat(locale, options);
    cache.set(key, made);
  }
  return made;
}

/** 12,345 or 0.5: at most `digits` decimals, none for whole numbers. */
export function formatNumber(value: number | null | undefined, locale = "en", digits = 2): string {
  if (value === null || value === undefined) return NOTHING;
  return formatter(locale, { maximumFractionDigits: digits }).format(value);
}

/** 1.2K, 3.4M: three significant figures at most, whole numbers below a thousand. */
export function formatCompact(value: number | null | undefined, locale = "en"): string {
  if (value === null || value === undefined) return NOTHING;
  if (Math.abs(value) < 1000) return formatNumber(value, locale);
  return formatter(locale, { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** 0.4 ms, 35 ms, 1.24 s, 2 m 05 s, 1 h 12 m, 3 d 4 h. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return NOTHING;
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`;
  if (milliseconds < 1) return milliseconds === 0 ? "0 ms" : `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_995) return `${(milliseconds / 1000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** Dollars with as many decimals as a small amount needs: $0.00012, $0.034, $1.20, $1,234. A null cost is a dash, never $0. */
export function formatCost(dollars: number | string | null | undefined, locale = "en"): string {
  if (dollars === null || dollars === undefined || dollars === "") return NOTHING;
  const value = Number(dollars);
  if (!Number.isFinite(value)) return NOTHING;
  if (value === 0) return "$0";
  const size = Math.abs(value);
  if (size < 0.00001) return value > 0 ? "<$0.00001" : ">-$0.00001";
  const options: Intl.NumberFormatOptions =
    size < 0.01
      ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2, maximumFractionDigits: 8 }
      : size < 1
        ? { minimumFractionDigits: 3, maximumFractionDigits: 3 }
        : size < 1000
          ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
          : { maximumFractionDigits: 0 };
  const text = formatter(locale, options).format(size);
  return `${value < 0 ? "-" : ""}$${text}`;
}

/** 512 B, 1.4 kB, 5.0 MB (powers of 1000). */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NOTHING;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

/** A share between 0 and 1 as a percentage with at most one decimal. */
export function formatPercent(share: number | null | undefined, locale = "en"): string {
  if (share === null || share === undefined) return NOTHING;
  return formatter(locale, { style: "percent", maximumFractionDigits: 1 }).format(share);
}
