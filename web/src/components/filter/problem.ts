/** Whether the server refused a request because of its filter, and where the filter is wrong. Pure. */
import { ApiError } from "@/api/client";
import type { FilterProblem } from "./fields";

export function readFilterProblem(error: unknown): FilterProblem | null {
  if (!(error instanceof ApiError) || error.code !== "invalid_filter") return null;
  const detail = error.detail as { start?: number; end?: number } | null;
  return { start: detail?.start ?? 0, end: detail?.end ?? 0, message: error.message };
}
