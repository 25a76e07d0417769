import { describe, expect, it } from "vitest";
import type { TreeColumns } from "./queries";
import { makeAxis } from "./time-axis";
import { ancestors, buildTree, collapsibleIds, visibleRows } from "./tree";

/** root(0..100 ms) > agent > [tool error, generation]; then a second root much later. */
function columns(): TreeColumns {
  return {
    total: 5,
    offset: 0,
    origin: "2026-01-01T00:00:00Z",
    types: ["SPAN", "AGENT", "TOOL", "GENERATION"],
    names: ["root", "agent", "tool", "answer", "later"],
    levels: ["DEFAULT", "ERROR", "DEBUG"],
    models: ["", "gpt"],
    id: ["a", "b", "c", "d", "e"],
    parent: [-1, 0, 1, 1, -1],
    depth: [0, 1, 2, 2, 0],
    type: [0, 1, 2, 3, 0],
    name: [0, 1, 2, 3, 4],
    level: [0, 0, 1, 2, 0],
    model: [0, 0, 0, 1, 0],
    start_us: [0, 1000, 2000, 50_000, 60_000_000],
    duration_us: [100_000, 90_000, 5000, null, 1000],
    cost: [null, null, null, 0.5, null],
    tokens: [null, null, 3, 10, null],
    scores: [],
  };
}

describe("a trace's tree", () => {
  it("sums cost and tokens over subtrees and knows where errors are", () => {
    const tree = buildTree(columns());
    expect([...tree.totalCost]).toEqual([0.5, 0.5, 0, 0.5, 0]);
    expect([...tree.totalTokens]).toEqual([13, 13, 3, 10, 0]);
    expect([...tree.worst]).toEqual([2, 2, 2, 0, 0]);
    expect([...tree.end]).toEqual([4, 4, 3, 4, 5]);
  });

  it("hides what is below a folded row", () => {
    const tree = buildTree(columns());
    expect(visibleRows(tree, new Set(["b"]), "DEBUG")).toEqual([0, 1, 4]);
    expect(collapsibleIds(tree)).toEqual(["a", "b"]);
  });

  it("keeps the way to rows at or above the minimum level", () => {
    const tree = buildTree(columns());
    expect(visibleRows(tree, new Set(), "ERROR")).toEqual([0, 1, 2]);
    expect(visibleRows(tree, new Set(), "DEFAULT")).toEqual([0, 1, 2, 4]);
    expect(ancestors(tree, 2)).toEqual([1, 0]);
  });

  it("compresses the gap in which nothing ran and keeps the order of moments", () => {
    const tree = buildTree(columns());
    const axis = makeAxis(tree, true);
    expect(axis.gaps).toHaveLength(1);
    expect(axis.lengthMs).toBeLessThan(tree.lengthMs / 10);
    const places = [0, 50, 100, 30_000, 60_000, 60_001].map(axis.place);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(makeAxis(tree, false).place(1234)).toBe(1234);
  });

  it("builds 50 000 rows quickly enough to be unnoticed", () => {
    const wide = columns();
    const count = 50_000;
    const many = <T>(make: (row: number) => T) => Array.from({ length: count }, (_, row) => make(row));
    const tree = buildTree({
      ...wide,
      total: count,
      id: many((row) => `r${row}`),
      parent: many((row) => (row === 0 ? -1 : Math.floor((row - 1) / 40) * 0 + Math.max(0, row - 1 - ((row - 1) % 40)))),
      depth: many((row) => (row === 0 ? 0 : 1)),
      type: many(() => 0),
      name: many(() => 0),
      level: many(() => 0),
      model: many(() => 0),
      start_us: many((row) => row * 1000),
      duration_us: many(() => 500),
      cost: many(() => 0.001),
      tokens: many(() => 2),
    });
    expect(tree.totalCost[0]).toBeCloseTo(50, 5);
    expect(visibleRows(tree, new Set(), "DEBUG")).toHaveLength(count);
  });
});
