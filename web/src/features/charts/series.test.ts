import { describe, expect, it } from "vitest";
import { FIRST_LOOK, readLook, writeLook } from "./look";
import { roundUp, timeline } from "./series";

const points = [
  { time: "2026-03-01T00:00:00Z", key: "a", value: 1 },
  { time: "2026-03-01T02:00:00Z", key: "a", value: 3 },
  { time: "2026-03-01T02:00:00Z", key: "b", value: 2 },
];

const span = { from: "2026-03-01T00:20:00Z", to: "2026-03-01T03:40:00Z", stepSeconds: 3600 };

describe("a timeline", () => {
  it("shows all of the time that was asked about", () => {
    const wide = { ...span, from: "2026-02-28T22:30:00Z", to: "2026-03-01T05:00:00Z" };
    const { times, series } = timeline(points, ["a"], wide, true);
    expect(times.map((time) => time.slice(11, 13))).toEqual(["22", "23", "00", "01", "02", "03", "04"]);
    expect(series[0]?.values).toEqual([0, 0, 1, 0, 3, 0, 0]);
  });
  it("counts nothing where nothing was", () => {
    const { times, series, highest } = timeline(points, ["a", "b"], span, true);
    expect(times.map((time) => time.slice(11, 13))).toEqual(["00", "01", "02", "03"]);
    expect(series).toEqual([
      { key: "a", values: [1, 0, 3, 0] },
      { key: "b", values: [0, 0, 2, 0] },
    ]);
    expect(highest).toBe(6);
  });
  it("leaves gaps in what does not add up", () => {
    const { series, highest } = timeline(points, ["a"], span, false);
    expect(series[0]?.values).toEqual([1, null, 3, null]);
    expect(highest).toBe(4);
  });
  it("of nothing is empty", () => expect(timeline([], ["a"], span, true)).toEqual({ times: [], series: [], highest: 0 }));
});

it("puts the top of an axis just above the highest value", () => {
  expect([39, 5, 1, 9.5, 2055, 0.0031, 100, 12, 0].map(roundUp)).toEqual([40, 6, 2, 10, 2400, 0.004, 100, 12, 0]);
});

describe("a look", () => {
  it("survives the URL", () => {
    const text = "latency.p95.model.line.hour";
    expect(writeLook(readLook(text, "observations"))).toBe(text);
    expect(writeLook(readLook("nonsense", "traces"))).toBe(FIRST_LOOK);
  });
  it("drops a field that these rows do not have", () => expect(readLook("count.sum.model.bars.auto", "traces").by).toBe(""));
  it("never cuts averages into a pie", () => expect(readLook("latency.avg.name.pie.auto", "traces").kind).toBe("ranked"));
});
