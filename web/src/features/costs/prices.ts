/** Prices as people write them. The server keeps them per single unit, as decimal text; screens show them per million units. Pure. */
import type { Model, ModelBody } from "./queries";

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

/** Tokens and characters are priced per million, everything else (seconds, requests, pages, images) one by one. */
export function priceLabel(key: string, price: string): string {
  const single = /(^|_)(seconds|milliseconds|requests|pages|images|credits)$/.test(key);
  return single ? `$${price}` : `$${perMillion(price)} / 1M`;
}

export function isPrice(text: string): boolean {
  return /^(\d+(\.\d*)?|\.\d+)$/.test(text.trim());
}

/** The prices of the default tier of the version that is valid now. */
export function currentPrices(model: Model): Record<string, string> {
  const version = model.versions.find((one) => one.id === model.current_version_id) ?? model.versions.at(-1);
  const tier = version?.tiers.find((one) => one.is_default) ?? version?.tiers.at(-1);
  return (tier?.prices ?? {}) as Record<string, string>;
}

/** Whether the small form can show everything that the model's prices are made of. */
export function isSimple(model: Model): boolean {
  const [version, ...others] = model.versions;
  return others.length === 0 && version?.tiers.length === 1 && version.currency === "USD" && !version.tiers[0]?.request_fee;
}

export interface ModelForm {
  name: string;
  matchPattern: string;
  from: string;
  to: string;
  /** Per million units, in the order in which they are shown. */
  prices: { key: string; price: string }[];
}

/** A model of one period and one tier. */
export function toBody(form: ModelForm): ModelBody {
  const moment = (text: string) => (text ? new Date(`${text}T00:00:00Z`).toISOString() : null);
  const prices = Object.fromEntries(
    form.prices.filter((row) => row.key.trim()).map((row) => [row.key.trim(), perUnit(row.price)]),
  );
  return {
    name: form.name.trim(),
    match_pattern: form.matchPattern,
    versions: [
      {
        id: "",
        valid_from: moment(form.from),
        valid_to: moment(form.to),
        currency: "USD",
        units: {},
        tiers: [{ id: "", name: "default", priority: 0, is_default: true, conditions: [], prices }],
      },
    ],
  };
}
