import { describe, expect, it } from "vitest";
import type { TreeColumns } from "../queries";
import { buildTree } from "../tree";
import { advance, fittingSpeed, Playback } from "./playback";
import { isRunning, runningStretches } from "./running-nodes";

/** Steps as [name, start, duration] in milliseconds, all below the first. */
function treeOf(...steps: [string, number, number | null][]) {
  const names = [...new Set(steps.map(([name]) => name))];
  const columns: TreeColumns = {
    total: steps.length,
    offset: 0,
    origin: "2026-01-01T00:00:00Z",
    types: ["SPAN"],
    names,
    levels: ["DEFAULT"],
    models: [""],
    id: steps.map((_, row) => `s${row}`),
    parent: steps.map((_, row) => (row === 0 ? -1 : 0)),
    depth: steps.map((_, row) => (row === 0 ? 0 : 1)),
    type: steps.map(() => 0),
    name: steps.map(([name]) => names.indexOf(name)),
    level: steps.map(() => 0),
    model: steps.map(() => 0),
    start_us: steps.map(([, start]) => start * 1000),
    duration_us: steps.map(([, , duration]) => (duration === null ? null : duration * 1000)),
    cost: steps.map(() => null),
    tokens: steps.map(() => null),
    scores: [],
  };
  return buildTree(columns);
}

describe("the playhead", () => {
  it("runs fast through what is skipped and at its pace elsewhere", () => {
    const skips = [{ fromMs: 100, toMs: 1100, shownMs: 10 }];
    expect(advance(0, 50, skips)).toBe(50);
    expect(advance(90, 15, skips)).toBe(600);
    expect(advance(0, 130, skips)).toBe(1120);
    expect(advance(1100, 5, skips)).toBe(1105);
  });

  it("reaches the same place in one stride as in many", () => {
    const skips = [
      { fromMs: 20, toMs: 50, shownMs: 5 },
      { fromMs: 70, toMs: 90, shownMs: 2 },
    ];
    let now = 0;
    for (let stride = 0; stride < 60; stride += 1) now = advance(now, 1, skips);
    expect(now).toBeCloseTo(advance(0, 60, skips), 9);
  });

  it("plays short and long traces in some ten seconds", () => {
    for (const length of [2_000, 10_000, 60_000, 3_600_000]) {
      const seconds = length / fittingSpeed(length) / 1000;
      expect(seconds).toBeGreaterThan(4);
      expect(seconds).toBeLessThan(25);
    }
  });

  it("tells which steps are yet to come, running and over, and nothing before it is opened", () => {
    const playback = new Playback(treeOf(["root", 0, 100], ["first", 10, 20], ["endless", 50, null]));
    expect([0, 1, 2].map((row) => playback.phaseOf(row))).toEqual(["off", "off", "off"]);
    playback.open();
    playback.pause();
    playback.moveTo(30);
    expect([0, 1, 2].map((row) => playback.phaseOf(row))).toEqual(["during", "during", "before"]);
    playback.moveTo(99);
    expect([0, 1, 2].map((row) => playback.phaseOf(row))).toEqual(["during", "after", "during"]);
    playback.moveTo(1e9);
    expect(playback.read().atMs).toBe(100);
    playback.close();
    expect(playback.phaseOf(0)).toBe("off");
  });
});

describe("nodes of the graph", () => {
  it("run while one of their calls runs, however these overlap", () => {
    const tree = treeOf(["root", 0, 100], ["tool", 10, 20], ["tool", 20, 30], ["tool", 80, 5], ["late", 90, null]);
    const stretches = runningStretches(tree, (row) => tree.name[row] ?? "");
    const running = (name: string, ms: number) => isRunning(stretches.get(name), ms);
    expect([5, 10, 35, 50, 60, 82, 86].map((ms) => running("tool", ms))).toEqual([false, true, true, true, false, true, false]);
    expect(running("late", 100)).toBe(true);
    expect(running("nothing", 1)).toBe(false);
  });
});
