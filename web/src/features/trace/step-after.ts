/** The step that a key leads to. */
import type { TraceTree } from "./tree";

/** The id of the nearest of `rows` before (-1) or after (1) the selected step; of steps that failed only, when asked. Null when there is none. */
export function stepAfter(
  tree: Pick<TraceTree, "id" | "index" | "level">,
  rows: readonly number[],
  selected: string | null,
  by: 1 | -1,
  failedOnly = false,
): string | null {
  const from = selected === null ? -1 : (tree.index.get(selected) ?? -1);
  const candidates = failedOnly ? rows.filter((row) => tree.level[row] === "ERROR") : rows;
  const row = by === 1 ? candidates.find((one) => one > from) : candidates.findLast((one) => one < from);
  return row === undefined ? null : (tree.id[row] ?? null);
}
