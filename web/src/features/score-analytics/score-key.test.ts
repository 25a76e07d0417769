import { describe, expect, it } from "vitest";
import { canCompare, keyText, parseKey } from "./score-key";

describe("a score in the URL", () => {
  it("comes back as it was, whatever its name holds", () => {
    for (const name of ["helpful", "a:b:c", "新 name"]) {
      const key = { name, data_type: "NUMERIC" as const, source: "EVAL" };
      expect(parseKey(keyText(key))).toEqual(key);
    }
    expect(parseKey(keyText({ name: "x", data_type: "BOOLEAN", source: "" }))?.source).toBe("");
  });

  it("is nothing when it is no score", () => {
    expect([undefined, "", "NUMERIC", "TEXT:API:x", "NUMERIC:API:"].map(parseKey)).toEqual([null, null, null, null, null]);
  });

  it("compares like with like", () => {
    const of = (data_type: "NUMERIC" | "BOOLEAN" | "CATEGORICAL") => ({ name: "x", data_type, source: "" });
    expect(canCompare(of("NUMERIC"), of("BOOLEAN"))).toBe(true);
    expect(canCompare(of("NUMERIC"), of("CATEGORICAL"))).toBe(false);
  });
});
