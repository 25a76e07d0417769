/** A score as it stands in the URL and in a list of choices. Pure. */
import type { ScoreKey, ScoreName } from "./queries";

const TYPES: readonly ScoreKey["data_type"][] = ["NUMERIC", "BOOLEAN", "CATEGORICAL"];

/** `NUMERIC:EVAL:helpful`; the source may be empty, the name may hold anything. */
export const keyText = ({ name, data_type, source }: ScoreKey): string => `${data_type}:${source}:${name}`;

/** Null for what is no score. */
export function parseKey(text: string | undefined): ScoreKey | null {
  const match = /^([A-Z]+):([A-Z]*):(.+)$/s.exec(text ?? "");
  const type = TYPES.find((one) => one === match?.[1]);
  return match && type ? { name: match[3] ?? "", data_type: type, source: match[2] ?? "" } : null;
}

/** Whether two scores can be set against each other: categories with categories, numbers with numbers or yes and no. */
export const canCompare = (first: ScoreKey, second: ScoreKey): boolean =>
  (first.data_type === "CATEGORICAL") === (second.data_type === "CATEGORICAL");

export function sameKey(first: ScoreKey, second: ScoreKey): boolean {
  return keyText(first) === keyText(second);
}

/** The choice that a page begins with: the most frequent score. */
export const firstKey = (names: readonly ScoreName[]): ScoreKey | null => {
  const [name] = names;
  return name ? { name: name.name, data_type: name.data_type, source: name.source } : null;
};
