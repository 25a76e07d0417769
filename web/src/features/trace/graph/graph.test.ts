import { expect, test } from "vitest";
import type { TreeColumns } from "../queries";
import { buildTree } from "../tree";
import { buildGraph } from "./graph";

/** An agent whose steps follow each other: [type, name] each, one second long. */
function agentWith(steps: [string, string][]): TreeColumns {
  const rows: [string, string][] = [["AGENT", "agent"], ...steps];
  const code = (values: string[]) => {
    const names = [...new Set(values)];
    return [names, values.map((value) => names.indexOf(value))] as const;
  };
  const [types, type] = code(rows.map((row) => row[0]));
  const [names, name] = code(rows.map((row) => row[1]));
  const zeros = rows.map(() => 0);
  return {
    total: rows.length,
    offset: 0,
    origin: "2026-01-01T00:00:00Z",
    types: [...types],
    names: [...names],
    levels: ["DEFAULT"],
    models: [""],
    id: rows.map((_, row) => `o${row}`),
    parent: rows.map((_, row) => (row === 0 ? -1 : 0)),
    depth: rows.map((_, row) => Math.min(row, 1)),
    type: [...type],
    name: [...name],
    level: zeros,
    model: zeros,
    start_us: rows.map((_, row) => (row === 0 ? 0 : (row - 1) * 1_000_000)),
    duration_us: rows.map((_, row) => (row === 0 ? rows.length * 1_000_000 : 1_000_000)),
    cost: rows.map(() => null),
    tokens: rows.map(() => null),
    scores: [],
  };
}

test("an agent that goes back and forth has an edge up again", () => {
  const graph = buildGraph(
    buildTree(
      agentWith([
        ["GENERATION", "think"],
        ["TOOL", "search"],
        ["GENERATION", "think"],
      ]),
    ),
  );
  const back = graph?.edges.filter((edge) => edge.back).map((edge) => [edge.from, edge.to]);
  expect(back).toEqual([["TOOL:search", "GENERATION:think"]]);
});

test("a step that is repeated has an edge to itself, with how often", () => {
  const graph = buildGraph(
    buildTree(
      agentWith([
        ["TOOL", "search"],
        ["TOOL", "search"],
        ["TOOL", "search"],
      ]),
    ),
  );
  expect(graph?.edges.find((edge) => edge.from === edge.to)).toMatchObject({ count: 2, back: true });
});

test("with a node for every call, steps of the same name follow each other in a line", () => {
  const steps: [string, string][] = [
    ["GENERATION", "think"],
    ["TOOL", "search"],
    ["GENERATION", "think"],
  ];
  const graph = buildGraph(buildTree(agentWith(steps)), true);
  expect(graph?.nodes.map((node) => [node.id, node.name, node.calls])).toEqual([
    ["o0", "agent", 1],
    ["o1", "think", 1],
    ["o2", "search", 1],
    ["o3", "think", 1],
  ]);
  expect(graph?.edges.map((edge) => [edge.from, edge.to, edge.back])).toEqual([
    ["o0", "o1", false],
    ["o1", "o2", false],
    ["o2", "o3", false],
  ]);
});

test("a trace of more calls than can be drawn still has a graph of its names", () => {
  const tree = buildTree(agentWith(Array.from({ length: 200 }, () => ["TOOL", "search"])));
  expect(buildGraph(tree, true)).toBeNull();
  expect(buildGraph(tree)?.nodes).toHaveLength(2);
});

test("a thicket of ways between few steps is not laid out", () => {
  const names = Array.from({ length: 40 }, (_, index) => `tool ${index}`);
  const steps = names.flatMap((from) =>
    names.flatMap((to): [string, string][] => [
      ["TOOL", from],
      ["TOOL", to],
    ]),
  );
  expect(buildGraph(buildTree(agentWith(steps)))).toBeNull();
});
