/** What the server objects to in a model, put at the place in the form that it is about. Pure. */
import { ApiError } from "@/api/client";

interface Issue {
  path?: (string | number)[];
  message: string;
}

/** Place → message. Places: `name`, `match_pattern`, `versions/0`, `versions/0/currency`, `versions/0/tiers/1/prices/input`, `form`. */
export type ModelIssues = ReadonlyMap<string, string>;

export function modelIssues(error: Error | null): ModelIssues {
  const found = new Map<string, string>();
  if (!error) return found;
  const issues = error instanceof ApiError && Array.isArray(error.detail) ? (error.detail as Issue[]) : [];
  for (const issue of issues) {
    const place = placeOf(issue.path ?? []);
    found.set(place, found.has(place) ? `${found.get(place)} ${issue.message}` : issue.message);
  }
  if (found.size === 0) found.set(error instanceof ApiError && error.code === "name_taken" ? "name" : "form", error.message);
  return found;
}

/** The nearest place that the form can show. */
function placeOf(path: (string | number)[]): string {
  const [root, version, part, tier, field, key] = path;
  if (root === "name" || root === "match_pattern") return root;
  if (root !== "versions" || version === undefined) return "form";
  const period = `versions/${version}`;
  if (part === "currency" || part === "valid_to") return `${period}/${part}`;
  if (part !== "tiers" || typeof tier !== "number") return period;
  const column = `${period}/tiers/${tier}`;
  return (field === "prices" || field === "conditions") && key !== undefined ? `${column}/${field}/${key}` : column;
}
