import { describe, expect, it } from "vitest";
import { stepAfter } from "./step-after";

const ids = ["root", "search", "answer", "check"];
const tree = { id: ids, index: new Map(ids.map((id, row) => [id, row])), level: ["DEFAULT", "ERROR", "DEFAULT", "ERROR"] };

describe("the step that a key leads to", () => {
  it("is the next or the previous one that is shown", () => {
    expect(stepAfter(tree, [0, 1, 2, 3], "search", 1)).toBe("answer");
    expect(stepAfter(tree, [0, 2, 3], "answer", -1)).toBe("root");
  });

  it("is the nearest shown one when the selected step is folded away", () => {
    expect(stepAfter(tree, [0, 3], "answer", 1)).toBe("check");
    expect(stepAfter(tree, [0, 3], "answer", -1)).toBe("root");
  });

  it("is one that failed, when asked", () => {
    expect(stepAfter(tree, [0, 1, 2, 3], "root", 1, true)).toBe("search");
    expect(stepAfter(tree, [0, 1, 2, 3], "search", 1, true)).toBe("check");
  });

  it("is none at the ends", () => {
    expect(stepAfter(tree, [0, 1], "search", 1)).toBeNull();
    expect(stepAfter(tree, [0, 1], "root", -1)).toBeNull();
    expect(stepAfter(tree, [0, 1, 2, 3], "check", 1, true)).toBeNull();
  });
});
