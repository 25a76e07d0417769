import { expect, it } from "vitest";
import { fillDays } from "./fill-days";

const day = (time: string, traces: number) => ({ time, traces, errors: 0, total_tokens: 0, cost_usd: 0 });

it("days without anything stand between those with something", () => {
  const filled = fillDays([day("2026-02-27T00:00:00Z", 2), day("2026-03-02T00:00:00Z", 1)], "UTC");
  expect(filled.slice(-4).map((one) => [one.time, one.traces])).toEqual([
    ["2026-02-27", 2],
    ["2026-02-28", 0],
    ["2026-03-01", 0],
    ["2026-03-02", 1],
  ]);
  expect(filled).toHaveLength(14);
});

it("nothing stays nothing, and years are bounded", () => {
  expect(fillDays([], "UTC")).toEqual([]);
  expect(fillDays([day("2016-01-01T00:00:00Z", 1), day("2026-01-01T00:00:00Z", 1)], "UTC")).toHaveLength(400);
});

it("a day is called what it is called in the zone whose midnight it begins at", () => {
  const filled = fillDays([day("2026-03-28T23:00:00Z", 1), day("2026-03-29T22:00:00Z", 2)], "Europe/Berlin");
  expect(filled.slice(-2).map((one) => [one.time, one.traces])).toEqual([
    ["2026-03-29", 1],
    ["2026-03-30", 2],
  ]);
});
