import { describe, expect, it } from "vitest";
import { OTHERS, stackDays } from "./stack-days";

const row = (day: string, key: string, cost_usd: number) => ({ day, key, cost_usd });

describe("stackDays", () => {
  it("names the costliest keys and adds the others up", () => {
    const { keys, days, highest } = stackDays(
      [row("2026-11-01", "a", 1), row("2026-11-01", "b", 5), row("2026-11-01", "c", 2), row("2026-11-01", "d", 0.5)],
      2,
    );
    expect(keys).toEqual(["b", "c", OTHERS]);
    expect(days[0]?.parts).toEqual([
      { key: "b", cost: 5 },
      { key: "c", cost: 2 },
      { key: OTHERS, cost: 1.5 },
    ]);
    expect(highest).toBe(8.5);
  });

  it("shows days without cost between the first and the last", () => {
    const { days } = stackDays([row("2026-10-31", "a", 1), row("2026-11-02", "a", 1)], 5);
    expect(days.map((day) => [day.day, day.total])).toEqual([
      ["2026-10-31", 1],
      ["2026-11-01", 0],
      ["2026-11-02", 1],
    ]);
  });

  it("has nothing to show for nothing", () => {
    expect(stackDays([], 5)).toEqual({ days: [], keys: [], highest: 0 });
  });
});
