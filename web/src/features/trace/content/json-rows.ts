/** A JSON value as flat rows for a virtual list: what is open, at which depth, under which path. Pure. */

export interface JsonRow {
  /** `$.messages[0].content` */
  path: string;
  depth: number;
  key: string | null;
  kind: "object" | "array" | "string" | "number" | "boolean" | "null" | "close";
  /** The value of a leaf; the number of entries of an object or array. */
  value: unknown;
  open: boolean;
}

export type Opened = ReadonlyMap<string, boolean>;

const OPEN_DEPTH = 3;
const OPEN_ENTRIES = 200;
/** Paths of deeper levels would be longer than anyone reads, and cost more than the value itself. */
const SEARCHED_DEPTH = 500;

function kindOf(value: unknown): JsonRow["kind"] {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "object" || type === "string" || type === "number" || type === "boolean" ? type : "string";
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

export function childPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return IDENTIFIER.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function entriesOf(value: unknown): [string | number, unknown][] {
  return Array.isArray(value) ? value.map((one, index) => [index, one]) : Object.entries(value as Record<string, unknown>);
}

function isOpen(path: string, depth: number, size: number, opened: Opened): boolean {
  return opened.get(path) ?? (depth < OPEN_DEPTH && size <= OPEN_ENTRIES);
}

/** Iterative, because traces hold JSON that is deeper than the stack. */
export function jsonRows(root: unknown, opened: Opened): JsonRow[] {
  const rows: JsonRow[] = [];
  const stack: { value: unknown; key: string | null; path: string; depth: number; close?: "object" | "array" }[] = [
    { value: root, key: null, path: "$", depth: 0 },
  ];
  while (stack.length > 0) {
    const next = stack.pop();
    if (!next) break;
    const { value, key, path, depth } = next;
    if (next.close) {
      rows.push({ path, depth, key: null, kind: "close", value: next.close === "array" ? "]" : "}", open: false });
      continue;
    }
    const kind = kindOf(value);
    if (kind !== "object" && kind !== "array") {
      rows.push({ path, depth, key, kind, value: value ?? null, open: false });
      continue;
    }
    const entries = entriesOf(value);
    const open = entries.length > 0 && isOpen(path, depth, entries.length, opened);
    rows.push({ path, depth, key, kind, value: entries.length, open });
    if (!open) continue;
    stack.push({ value: null, key: null, path, depth, close: kind });
    for (const [name, inner] of entries.reverse()) {
      stack.push({ value: inner, key: String(name), path: childPath(path, name), depth: depth + 1 });
    }
  }
  return rows;
}

/** Paths of all containers on the way to keys or leaves that contain the text, at most `most` hits. */
export function findInJson(root: unknown, needle: string, most = 2000): { hits: string[]; open: Map<string, boolean> } {
  const wanted = needle.toLowerCase();
  const hits: string[] = [];
  const open = new Map<string, boolean>();
  const stack: { value: unknown; path: string; above: string[] }[] = [{ value: root, path: "$", above: [] }];
  while (stack.length > 0 && hits.length < most) {
    const next = stack.pop();
    if (!next) break;
    const kind = kindOf(next.value);
    if (kind !== "object" && kind !== "array") {
      if (String(next.value).toLowerCase().includes(wanted)) hit(next.path, next.above, hits, open);
      continue;
    }
    if (next.above.length >= SEARCHED_DEPTH) continue;
    const above = [...next.above, next.path];
    const entries = entriesOf(next.value);
    for (const [name, inner] of entries.reverse()) {
      const path = childPath(next.path, name);
      if (typeof name === "string" && name.toLowerCase().includes(wanted)) hit(path, above, hits, open);
      stack.push({ value: inner, path, above });
    }
  }
  return { hits, open };
}

function hit(path: string, above: string[], hits: string[], open: Map<string, boolean>): void {
  if (hits.at(-1) !== path) hits.push(path);
  for (const one of above) open.set(one, true);
}
