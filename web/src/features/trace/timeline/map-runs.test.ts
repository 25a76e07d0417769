import { expect, test } from "vitest";
import { makeAxis } from "../time-axis";
import { buildTree } from "../tree";
import { MAP_COLUMNS, mapRuns } from "./map-runs";

test("the map has a lane for each step, as long as it ran, and what failed apart", () => {
  const tree = buildTree({
    total: 3,
    offset: 0,
    origin: "2026-01-01T00:00:00Z",
    types: ["SPAN"],
    names: ["step"],
    levels: ["DEFAULT", "ERROR"],
    models: [""],
    id: ["a", "b", "c"],
    parent: [-1, 0, 0],
    depth: [0, 1, 1],
    type: [0, 0, 0],
    name: [0, 0, 0],
    level: [0, 0, 1],
    model: [0, 0, 0],
    start_us: [0, 0, 500_000],
    duration_us: [1_000_000, 250_000, 500_000],
    cost: [null, null, null],
    tokens: [null, null, null],
    scores: [],
  });
  const { ran, failed } = mapRuns(tree, [0, 1, 2], makeAxis(tree, false));
  const [half, quarter] = [MAP_COLUMNS / 2, MAP_COLUMNS / 4 + 1];
  expect(ran).toBe(`M0 0h${MAP_COLUMNS}v.8h-${MAP_COLUMNS}zM0 1h${quarter}v.8h-${quarter}z`);
  expect(failed).toBe(`M${half} 2h${half}v.8h-${half}z`);
});
