/** Tells an export from any other file. The server checks what is in it. Pure. */
import type { Exported } from "./transfer-queries";

export function readExport(text: string): Exported | "malformed" {
  try {
    const value: unknown = JSON.parse(text);
    const isExport =
      typeof value === "object" && value !== null && "prompts" in value && Array.isArray(value.prompts) && "format" in value;
    return isExport ? (value as Exported) : "malformed";
  } catch {
    return "malformed";
  }
}
