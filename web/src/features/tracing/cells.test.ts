import { describe, expect, it } from "vitest";
import { hitPieces, nearFirstHit } from "./cells";

/** As the server counts: emoji are one character. */
const TEXT = `${"a".repeat(40)} 👍 refund, again refund`;
const RANGES: [number, number][] = [
  [43, 49],
  [57, 63],
];

describe("a text with hits", () => {
  it("is cut at them, whatever stands before", () => {
    expect(hitPieces({ text: TEXT, ranges: RANGES }).slice(1)).toEqual(["refund", ", again ", "refund", ""]);
  });
  it("begins shortly before the first of them on one line", () => {
    const line = nearFirstHit({ text: TEXT, ranges: RANGES });
    expect(line.text).toBe("…aaaaa 👍 refund, again refund");
    expect(hitPieces(line).slice(1)).toEqual(["refund", ", again ", "refund", ""]);
  });
  it("stays whole when the hit stands at its beginning", () => {
    const line = { text: "a refund", ranges: [[2, 8]] as [number, number][] };
    expect(nearFirstHit(line)).toEqual(line);
  });
});
