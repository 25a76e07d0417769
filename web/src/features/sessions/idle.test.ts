import { expect, test } from "vitest";
import { idleBefore } from "./idle";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const step = (id: string, parent_id: string, start: number, end: number | null) => ({
  ...{ id, parent_id, start_time: at(start) },
  end_time: end === null ? null : at(end),
});

test("time in which no step ran is idle, though their parent lasted", () => {
  const steps = [step("root", "", 0, 60), step("a", "root", 1, 5), step("b", "root", 2, 3), step("c", "root", 30, null)];
  expect(idleBefore(steps)).toEqual([0, 0, 0, 25_000]);
});

test("steps that overlap are not idle", () => {
  expect(idleBefore([step("a", "", 0, 9), step("b", "", 4, 6), step("c", "", 8, 9)])).toEqual([0, 0, 0]);
});
