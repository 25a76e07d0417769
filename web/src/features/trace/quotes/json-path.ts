/** Paths into JSON such as `$.messages[0]["odd key"]`: read, followed, compared. Pure. */
import { childPath } from "../content/json-rows";

const STEP = /\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

export type Step = string | number;

/** The steps of a path; null when it is none. */
export function readPath(path: string): Step[] | null {
  if (!path.startsWith("$")) return null;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(path);
    if (!found) return null;
    const [, name, index, quoted] = found;
    const key = quoted === undefined ? name : keyOf(quoted);
    if (index === undefined && key === undefined) return null;
    steps.push(index === undefined ? (key ?? "") : Number(index));
  }
  return steps;
}

function keyOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** The value under a path; undefined when there is none. */
export function valueAt(root: unknown, path: string): unknown {
  const steps = readPath(path);
  let value = root;
  for (const step of steps ?? []) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<Step, unknown>)[step];
  }
  return steps === null ? undefined : value;
}

/** The objects and lists that must be open for a path to be seen, outermost first. */
export function pathsAbove(path: string): string[] {
  const paths: string[] = [];
  let above = "$";
  for (const step of readPath(path) ?? []) {
    paths.push(above);
    above = childPath(above, step);
  }
  return paths;
}

export const isInside = (path: string, container: string) =>
  path.length > container.length && path.startsWith(container) && [".", "["].includes(path[container.length] ?? "");

/** The innermost object or list that holds both. */
export function sharedPath(one: string, other: string): string {
  const [a, b] = [
    [...pathsAbove(one), one],
    [...pathsAbove(other), other],
  ];
  let shared = "$";
  for (let depth = 0; depth < a.length && a[depth] === b[depth]; depth += 1) shared = a[depth] ?? shared;
  return shared;
}
