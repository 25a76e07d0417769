/** A model as its form holds it, and back: periods, each with usage keys (rows) priced by tiers (columns). Pure. */
import type { components } from "@/api/schema.gen";
import { isPerMillion, isPrice, perMillion, perUnit, unitOfKey } from "../prices";
import type { Model, ModelBody } from "../queries";

type Schemas = components["schemas"];
type SentVersion = Schemas["PriceVersion-Input"];
export type Condition = NonNullable<Schemas["PriceTier-Input"]["conditions"]>[number];
export type Tokenizer = "none" | "openai" | "claude";

export interface KeyRow {
  key: string;
  /** Empty: what the key's name says. */
  unit: string;
}

export interface TierForm {
  name: string;
  conditions: Condition[];
  /** One for each row of the period, as the row's basis says (per million or per one). */
  prices: string[];
  fee: string;
}

/** The first tier is the default; the others are tried in their order before it. */
export interface PeriodForm {
  /** Days, UTC; empty ends are open. */
  from: string;
  to: string;
  currency: string;
  rows: KeyRow[];
  tiers: [TierForm, ...TierForm[]];
}

export interface ModelForm {
  name: string;
  matchPattern: string;
  tokenizer: Tokenizer;
  tokenizerConfig: Model["tokenizer_config"];
  periods: PeriodForm[];
}

const emptyTier = (name: string, rows: number): TierForm => ({ name, conditions: [], prices: Array(rows).fill(""), fee: "" });

function newPeriod(): PeriodForm {
  const rows = [
    { key: "input", unit: "" },
    { key: "output", unit: "" },
  ];
  return { from: "", to: "", currency: "USD", rows, tiers: [emptyTier("default", rows.length)] };
}

/** A form for a model that does not exist yet, perhaps of a name seen in traffic. */
export function newForm(name = ""): ModelForm {
  return { name, matchPattern: name && patternOf(name), tokenizer: "none", tokenizerConfig: null, periods: [newPeriod()] };
}

/** A pattern that matches this name only, in upper or lower case. */
export function patternOf(name: string): string {
  return `(?i)^${name.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
}

/** The unit of a row: its own, else what its key says. */
export const rowUnit = (row: KeyRow): string => row.unit.trim() || unitOfKey(row.key.trim());

export function formOf(model: Model): ModelForm {
  return {
    name: model.name,
    matchPattern: model.match_pattern,
    tokenizer: (model.tokenizer_id as Tokenizer | null) ?? "none",
    tokenizerConfig: model.tokenizer_config,
    periods: model.versions.map(periodOf),
  };
}

function periodOf(version: Schemas["PriceVersion-Output"]): PeriodForm {
  const ordered = [...version.tiers].sort((a, b) => Number(b.is_default) - Number(a.is_default) || a.priority - b.priority);
  const keys = [...new Set(ordered.flatMap((tier) => Object.keys(tier.prices)))];
  const rows = keys.map((key) => ({ key, unit: version.units?.[key] ?? "" }));
  const tiers = ordered.map((tier) => ({
    name: tier.name,
    conditions: tier.conditions ?? [],
    prices: rows.map((row) => {
      const price = tier.prices[row.key];
      return price === undefined ? "" : shown(row, String(price));
    }),
    fee: tier.request_fee == null ? "" : String(tier.request_fee),
  }));
  const [first, ...others] = tiers;
  return {
    from: version.valid_from?.slice(0, 10) ?? "",
    to: version.valid_to?.slice(0, 10) ?? "",
    currency: version.currency ?? "USD",
    rows,
    tiers: [first ?? emptyTier("default", rows.length), ...others],
  };
}

const shown = (row: KeyRow, price: string) => (isPerMillion(rowUnit(row)) ? perMillion(price) : price);
const stored = (row: KeyRow, price: string) => (isPerMillion(rowUnit(row)) ? perUnit(price) : price.trim());

/** Whether it can be sent: every cell that must hold a price does. What the prices mean together, the server checks. */
export function isComplete(form: ModelForm): boolean {
  return (
    form.name.trim() !== "" &&
    form.matchPattern !== "" &&
    form.periods.length > 0 &&
    form.periods.every(
      (period) =>
        period.tiers.every(
          (tier) =>
            (tier.fee.trim() === "" || isPrice(tier.fee)) &&
            filled(period).every(({ place }) => isPrice(tier.prices[place] ?? "")),
        ) &&
        (filled(period).length > 0 || period.tiers.some((tier) => tier.fee.trim() !== "")),
    )
  );
}

/** Rows in which anything was written; an empty last row is no mistake. */
function filled(period: PeriodForm): { row: KeyRow; place: number }[] {
  return period.rows
    .map((row, place) => ({ row, place }))
    .filter(({ row, place }) => row.key.trim() !== "" || period.tiers.some((tier) => (tier.prices[place] ?? "").trim() !== ""));
}

export function toBody(form: ModelForm): ModelBody {
  return {
    name: form.name.trim(),
    match_pattern: form.matchPattern,
    tokenizer_id: form.tokenizer === "none" ? null : form.tokenizer,
    tokenizer_config: form.tokenizer === "none" ? null : form.tokenizerConfig,
    versions: form.periods.map(toVersion),
  };
}

const midnight = (day: string) => (day ? `${day}T00:00:00Z` : null);

function toVersion(period: PeriodForm): SentVersion {
  const rows = filled(period);
  const units = rows
    .filter(({ row }) => row.unit.trim() !== "")
    .map(({ row }) => [row.key.trim(), row.unit.trim().toLowerCase()]);
  return {
    id: "",
    valid_from: midnight(period.from),
    valid_to: midnight(period.to),
    currency: period.currency.trim().toUpperCase(),
    units: Object.fromEntries(units),
    tiers: period.tiers.map((tier, place) => ({
      id: "",
      name: tier.name.trim(),
      priority: place,
      is_default: place === 0,
      conditions: tier.conditions,
      prices: Object.fromEntries(rows.map(({ row, place: at }) => [row.key.trim(), stored(row, tier.prices[at] ?? "")])),
      request_fee: tier.fee.trim() === "" ? null : tier.fee.trim(),
    })),
  };
}

/** Another tier with the default's prices to start from. */
export function withTier(period: PeriodForm): PeriodForm {
  const [first] = period.tiers;
  const names = new Set(period.tiers.map((tier) => tier.name));
  let number = period.tiers.length + 1;
  while (names.has(`tier ${number}`)) number += 1;
  const condition: Condition = {
    type: "usage",
    pattern: "^input",
    operator: "gt",
    value: "200000",
    case_sensitive: false,
    tokens_only: true,
  };
  const added = { name: `tier ${number}`, conditions: [condition], prices: [...first.prices], fee: first.fee };
  return { ...period, tiers: [...period.tiers, added] };
}

/** The period after the last one, with its prices to start from; the last one ends where it begins. */
export function withPeriod(form: ModelForm, today: string): ModelForm {
  const last = form.periods.at(-1);
  if (!last) return { ...form, periods: [newPeriod()] };
  const from = last.to || (last.from >= today ? "" : today);
  const before = [...form.periods.slice(0, -1), { ...last, to: last.to || from }];
  return { ...form, periods: [...before, { ...last, from, to: "" }] };
}
