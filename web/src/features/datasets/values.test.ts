import { describe, expect, test } from "vitest";
import { fromText, objectFromText, oneLine, toText } from "./values";

describe("values in forms", () => {
  test.each([["text"], ["12"], ['{"a":1}'], [12], [{ a: [1, "二"] }], [true], ["  spaced"], [[1]], ["null"]])(
    "%j comes back as it was",
    (value) => expect(fromText(toText(value))).toEqual(value),
  );
  test("nothing is null", () => expect([toText(null), fromText("  ")]).toEqual(["", null]));
  test("a schema is an object or nothing", () =>
    expect([objectFromText('{"type":"object"}'), objectFromText(""), objectFromText("[1]"), objectFromText("x")]).toEqual([
      { type: "object" },
      null,
      undefined,
      undefined,
    ]));
  test("a table shows one line", () => expect(oneLine("a\n  b")).toBe("a b"));
});
