/** What the search bar and the facets know of a field. The server's description of a subject has this shape. */

export interface FilterField {
  name: string;
  label: string;
  /** keyword, option, level, text, number, duration, money, time, flag, list, metadata, numbers, scores */
  kind: string;
  aliases: string[];
  options: string[];
  /** Its values are ids of what has a name. */
  is_named?: boolean;
}

export interface ValueCount {
  value: string;
  count: number;
  /** By how much the count may be too high; 0 or nothing: it is exact. */
  error_bound?: number;
  /** What the thing with this id is called; null: the value is no id, or of what is gone. */
  label?: string | null;
}

/** A question to the server, for useQuery. */
export interface Ask<Answer> {
  queryKey: readonly unknown[];
  queryFn: (context: { signal: AbortSignal }) => Promise<Answer>;
}

/** Where a filter is wrong, as the server explains it: character offsets, end exclusive. */
export interface FilterProblem {
  start: number;
  end: number;
  message: string;
}

export const NUMBER_KINDS = new Set(["number", "duration", "money", "numbers", "scores"]);

/** Fields with values under keys, which a facet offers one by one. */
export const KEYED_KINDS = new Set(["metadata", "scores"]);

/** Finds a field by name or alias, and the key inside it (`metadata.region` → metadata, region). */
export function findField(fields: readonly FilterField[], written: string): { field: FilterField; key: string } | null {
  const plain = (name: string) => name.replace(/[_-]/g, "").toLowerCase();
  const dot = written.indexOf(".");
  const name = plain(dot < 0 ? written : written.slice(0, dot));
  const field = fields.find((one) => plain(one.name) === name || one.aliases.some((alias) => plain(alias) === name));
  return field ? { field, key: dot < 0 ? "" : written.slice(dot + 1) } : null;
}

/** Values or keys of a field to offer, most frequent first. */
export type ValuesQuery = (request: { field: string; key: string; prefix: string; of: "values" | "keys" }) => Ask<ValueCount[]>;

export interface FacetValues {
  field: string;
  values: ValueCount[];
}

/** The most frequent values of fields with their counts, among the rows that the filter leaves. */
export type FacetsQuery = (request: { fields: string[]; containing: string }) => Ask<FacetValues[]>;

/** What a field may be called in a filter, its own name first. */
export const namesOf = (field: FilterField) => [field.name, ...field.aliases];
