/** What a config lets one choose, and how typed text becomes a value. Pure. */
import type { ScoreConfig, ScoreRow, ScoreValue } from "./queries";

export interface Choice {
  label: string;
  value: ScoreValue;
  /** Whether a score says this. */
  is: (score: Pick<ScoreRow, "value" | "string_value">) => boolean;
}

/** The buttons of a config: its categories, or yes and no; none for numbers and text. */
export function choicesOf(config: Pick<ScoreConfig, "data_type" | "categories">, yes: string, no: string): Choice[] {
  if (config.data_type === "BOOLEAN") {
    return [
      { label: yes, value: true, is: (score) => score.value === 1 },
      { label: no, value: false, is: (score) => score.value === 0 },
    ];
  }
  if (config.data_type !== "CATEGORICAL") return [];
  return (config.categories ?? []).map(({ label }) => ({ label, value: label, is: (score) => score.string_value === label }));
}

/** The value that was typed; null when the config would refuse it. */
export function readValue(
  config: Pick<ScoreConfig, "data_type" | "min_value" | "max_value">,
  text: string,
): number | string | null {
  if (text.trim() === "") return null;
  if (config.data_type !== "NUMERIC") return text;
  const value = Number(text.trim().replace(",", "."));
  if (!Number.isFinite(value)) return null;
  if (config.min_value !== null && value < config.min_value) return null;
  if (config.max_value !== null && value > config.max_value) return null;
  return value;
}
