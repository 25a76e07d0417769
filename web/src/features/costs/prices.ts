/** Prices as people write them. The server keeps them per single unit, as decimal text; screens show them per million units. Pure. */
import type { Model } from "./queries";

/** Shifts the point of a decimal text: "0.0000025" by 6 is "2.5". Text, because a number would round. */
export function shiftDecimal(text: string, places: number): string {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!match || !/\d/.test(text)) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = padded.slice(at).replace(/0+$/, "");
  return `${sign}${left}${right && `.${right}`}`;
}

export const perMillion = (price: string): string => shiftDecimal(price, 6);
export const perUnit = (price: string): string => shiftDecimal(price, -6);

export const KNOWN_UNITS = ["tokens", "characters", "seconds", "milliseconds", "images", "requests", "pages", "credits"] as const;

const BY_LAST_WORD: Readonly<Record<string, string>> = {
  character: "characters",
  chars: "characters",
  second: "seconds",
  ms: "milliseconds",
  image: "images",
  request: "requests",
  searches: "requests",
  queries: "requests",
  calls: "requests",
  page: "pages",
  credit: "credits",
};

/** The unit that a usage key's last word says, tokens otherwise: the rule of the server (`domain/usage/units.py`). */
export function unitOfKey(key: string): string {
  const words = key.split("_");
  const last = words.at(-1)?.toLowerCase() ?? "";
  if (last === "image" && words.length > 1) return "tokens";
  return BY_LAST_WORD[last] ?? (KNOWN_UNITS as readonly string[]).find((unit) => unit === last) ?? "tokens";
}

/** Tokens and characters are priced per million, everything else (seconds, requests, pages, images) one by one. */
export const isPerMillion = (unit: string): boolean => unit === "tokens" || unit === "characters";

const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", CNY: "CN¥" };

/** `unit` and `currency` where the price says them; else by the key's name, in US dollars. */
export function priceLabel(key: string, price: string, unit = unitOfKey(key), currency = "USD"): string {
  const sign = SIGNS[currency] ?? `${currency} `;
  return isPerMillion(unit) ? `${sign}${perMillion(price)} / 1M` : `${sign}${price}`;
}

export function isPrice(text: string): boolean {
  return /^(\d+(\.\d*)?|\.\d+)$/.test(text.trim());
}

/** The version that is valid now, else the last one. */
export function currentVersion(model: Model): Model["versions"][number] | undefined {
  return model.versions.find((one) => one.id === model.current_version_id) ?? model.versions.at(-1);
}

/** The prices of its default tier. */
export function currentPrices(model: Model): Record<string, string> {
  const version = currentVersion(model);
  const tier = version?.tiers.find((one) => one.is_default) ?? version?.tiers.at(-1);
  return (tier?.prices ?? {}) as Record<string, string>;
}
