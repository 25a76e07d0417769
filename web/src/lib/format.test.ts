import { describe, expect, it } from "vitest";
import { formatBytes, formatCompact, formatCost, formatDuration } from "./format";
import { formatDateTime, formatRowTime, fromZonedInput, toZonedInput } from "./time";
import { parseRange, rangeText, resolveRange } from "./time-range";

describe("costs", () => {
  it.each([
    [null, "–"],
    [0, "$0"],
    [0.000004, "<$0.00001"],
    [0.000123, "$0.00012"],
    ["0.0341", "$0.034"],
    [1.2, "$1.20"],
    [1234.5, "$1,235"],
  ])("%s reads %s", (value, text) => expect(formatCost(value)).toBe(text));
});

describe("durations", () => {
  it.each([
    [0.42, "0.4 ms"],
    [35, "35 ms"],
    [999.7, "1.00 s"],
    [1240, "1.24 s"],
    [59_999, "1 m 00 s"],
    [125_000, "2 m 05 s"],
    [4_320_000, "1 h 12 m"],
  ])("%s reads %s", (value, text) => expect(formatDuration(value)).toBe(text));
});

it("writes sizes and counts short", () => {
  expect(formatBytes(1_400)).toBe("1.4 kB");
  expect(formatCompact(123_456)).toBe("123K");
});

describe("times", () => {
  it("are shown in the zone of the project", () => {
    expect(formatDateTime("2026-03-04T23:30:05.123Z", "Asia/Shanghai", { milliseconds: true })).toBe("2026-03-05 07:30:05.123");
  });
  it.each(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York"])(
    "typed in %s mean the same moment when shown there",
    (zone) => {
      const moment = fromZonedInput("2026-03-29T04:15", zone);
      expect(moment && toZonedInput(moment, zone)).toBe("2026-03-29T04:15");
    },
  );
});

describe("times of rows", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  it("leave the year out where it is this one", () => {
    expect(formatRowTime("2026-03-02T15:06:07.123Z", "UTC", "en", now)).toBe("Mar 02 15:06:07");
    expect(formatRowTime("2026-03-02T23:06:07Z", "Asia/Shanghai", "zh", now)).toBe("03-03 07:06:07");
  });
  it("name another year", () => expect(formatRowTime("2025-12-31T23:00:00Z", "UTC", "en", now)).toBe("2025-12-31 23:00:00"));
});

describe("ranges", () => {
  it.each(["5m", "1h", "7d", "2026-03-01T00:00:00.000Z..2026-03-02T00:00:00.000Z"])("%s survives the URL", (text) => {
    expect(rangeText(parseRange(text))).toBe(text);
  });
  it.each([undefined, "", "soon", "9", "b..a", "2026-03-02..2026-03-01"])("%s falls back instead of failing", (text) => {
    expect(rangeText(parseRange(text))).toBe("1d");
  });
  it("counts back from now", () => {
    expect(resolveRange(parseRange("1h"), new Date("2026-03-01T12:00:00Z")).from).toBe("2026-03-01T11:00:00.000Z");
  });
});
