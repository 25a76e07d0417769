import { expect, it } from "vitest";
import type { DiffLine } from "../queries";
import { foldEqual, pairChanges } from "./diff-lines";

const line = (kind: DiffLine["kind"], text: string): DiffLine => ({ kind, text, left: null, right: null });

it("the changed word of a line is marked on both sides", () => {
  const [left, right] = pairChanges([line("removed", "Be very kind."), line("added", "Be rather kind.")]);
  expect(left?.text.slice(left.changed?.start, left.changed?.end)).toBe("very");
  expect(right?.text.slice(right.changed?.start, right.changed?.end)).toBe("rather");
});

it("lines with little in common are not marked", () => {
  const [left] = pairChanges([line("removed", "apples and pears"), line("added", "something else entirely")]);
  expect(left?.changed).toBeNull();
});

it("runs of different length have no partners", () => {
  const shown = pairChanges([line("removed", "same a"), line("added", "same b"), line("added", "same c")]);
  expect(shown.every((one) => one.changed === null)).toBe(true);
});

it("equal lines far from a change are folded, and nothing is lost", () => {
  const lines = [...Array.from({ length: 20 }, (_, n) => line("equal", `${n}`)), line("added", "new")];
  const blocks = foldEqual(pairChanges(lines), 3);
  expect(blocks.map((block) => [block.hidden, block.lines.length])).toEqual([
    [17, 0],
    [0, 4],
  ]);
});
