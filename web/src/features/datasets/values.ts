/** Values of items as text in a form, and back. Text that is no JSON is text; text that would pass for JSON is written in quotes. */

export function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  return isJson(value) || value === "" ? JSON.stringify(value) : value;
}

export function fromText(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** JSON that must be an object, as schemas are: the value, null when empty, undefined when it is none. */
export function objectFromText(text: string): Record<string, unknown> | null | undefined {
  const value = fromText(text);
  if (value === null) return null;
  return typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** One line for a table. */
export function oneLine(value: unknown, most = 300): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.slice(0, most).replaceAll(/\s+/g, " ");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
