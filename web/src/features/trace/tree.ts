/** The skeleton of a trace as the page works with it: typed columns, totals of subtrees, and which rows are visible. Pure. */
import type { TreeColumns } from "./queries";

export interface TraceTree {
  /** Of the steps that are here. */
  count: number;
  /** Of all steps of the trace; a giant one is not here as a whole. */
  total: number;
  origin: string;
  id: string[];
  index: Map<string, number>;
  parent: Int32Array;
  depth: Int32Array;
  /** One past the last row of the subtree: rows stand in tree order, so a subtree is a range. */
  end: Int32Array;
  type: string[];
  name: string[];
  level: string[];
  model: string[];
  startMs: Float64Array;
  /** NaN while the end is missing. */
  durationMs: Float64Array;
  /** Own values; NaN when nothing was reported. */
  cost: Float64Array;
  tokens: Float64Array;
  /** Sums over the subtree. */
  totalCost: Float64Array;
  totalTokens: Float64Array;
  /** Errors and warnings below, itself included: 2 error, 1 warning, 0 neither. */
  worst: Uint8Array;
  lengthMs: number;
}

const LEVEL_RANK: Record<string, number> = { DEBUG: 0, DEFAULT: 1, WARNING: 2, ERROR: 3 };

export function levelRank(level: string): number {
  return LEVEL_RANK[level] ?? 1;
}

export function buildTree(columns: TreeColumns): TraceTree {
  const count = columns.id.length;
  const pick = (codes: number[], names: string[]) => codes.map((code) => names[code] ?? "");
  const numbers = (values: (number | null)[], scale = 1) =>
    Float64Array.from(values, (value) => (value === null ? Number.NaN : value / scale));
  const tree: TraceTree = {
    count,
    total: columns.total,
    origin: columns.origin,
    id: columns.id,
    index: new Map(columns.id.map((id, row) => [id, row])),
    parent: Int32Array.from(columns.parent),
    depth: Int32Array.from(columns.depth),
    end: new Int32Array(count),
    type: pick(columns.type, columns.types),
    name: pick(columns.name, columns.names),
    level: pick(columns.level, columns.levels),
    model: pick(columns.model, columns.models),
    startMs: numbers(columns.start_us, 1000),
    durationMs: numbers(columns.duration_us, 1000),
    cost: numbers(columns.cost),
    tokens: numbers(columns.tokens),
    totalCost: new Float64Array(count),
    totalTokens: new Float64Array(count),
    worst: new Uint8Array(count),
    lengthMs: 0,
  };
  addTotals(tree);
  return tree;
}

/** Rows stand depth first, so going backwards every child is done before its parent. */
function addTotals(tree: TraceTree): void {
  for (let row = 0; row < tree.count; row += 1) {
    tree.end[row] = row + 1;
    tree.totalCost[row] = Number.isNaN(at(tree.cost, row)) ? 0 : at(tree.cost, row);
    tree.totalTokens[row] = Number.isNaN(at(tree.tokens, row)) ? 0 : at(tree.tokens, row);
    const level = tree.level[row];
    tree.worst[row] = level === "ERROR" ? 2 : level === "WARNING" ? 1 : 0;
    const duration = at(tree.durationMs, row);
    tree.lengthMs = Math.max(tree.lengthMs, at(tree.startMs, row) + (Number.isNaN(duration) ? 0 : duration));
  }
  for (let row = tree.count - 1; row >= 0; row -= 1) {
    const parent = at(tree.parent, row);
    if (parent < 0) continue;
    tree.end[parent] = Math.max(at(tree.end, parent), at(tree.end, row));
    tree.totalCost[parent] = at(tree.totalCost, parent) + at(tree.totalCost, row);
    tree.totalTokens[parent] = at(tree.totalTokens, parent) + at(tree.totalTokens, row);
    tree.worst[parent] = Math.max(at(tree.worst, parent), at(tree.worst, row));
  }
}

/** A cell of a typed column; rows always exist where this is asked. */
export function at(column: ArrayLike<number>, row: number): number {
  return column[row] ?? Number.NaN;
}

export function hasChildren(tree: TraceTree, row: number): boolean {
  return at(tree.end, row) > row + 1;
}

/**
 * The rows to draw, in order. A collapsed row hides its subtree. A row below the minimum level is left out, unless something below
 * it is shown: then it stays as the way there.
 */
export function visibleRows(tree: TraceTree, collapsed: ReadonlySet<string>, minimum: string): number[] {
  const bound = levelRank(minimum);
  const kept = new Uint8Array(tree.count);
  for (let row = tree.count - 1; row >= 0; row -= 1) {
    if (levelRank(tree.level[row] ?? "") >= bound) kept[row] = 1;
    if (kept[row] && at(tree.parent, row) >= 0) kept[at(tree.parent, row)] = 1;
  }
  const rows: number[] = [];
  for (let row = 0; row < tree.count; ) {
    if (!kept[row]) {
      row += 1;
      continue;
    }
    rows.push(row);
    row = collapsed.has(tree.id[row] ?? "") ? at(tree.end, row) : row + 1;
  }
  return rows;
}

/** The ids of all rows that have something below them. */
export function collapsibleIds(tree: TraceTree): string[] {
  return tree.id.filter((_, row) => hasChildren(tree, row));
}

/** The rows above a row, nearest first. */
export function ancestors(tree: TraceTree, row: number): number[] {
  const found: number[] = [];
  for (let above = at(tree.parent, row); above >= 0; above = at(tree.parent, above)) found.push(above);
  return found;
}

/** How hot a value is among its like, 0 to 1, on a square-root scale so that one giant does not make all others cold. */
export function heat(value: number, largest: number): number {
  if (Number.isNaN(value) || largest <= 0) return 0;
  return Math.sqrt(Math.min(1, value / largest));
}
