import { describe, expect, it } from "vitest";
import { arrange, EMPTY_LAYOUT, isVisible, move } from "./columns";

const columns = [{ id: "a" }, { id: "b" }, { id: "c" }];
const ids = (list: { id: string }[]) => list.map((one) => one.id).join("");

describe("arranging columns", () => {
  it("keeps the declared order without a wish", () => expect(ids(arrange(columns, []))).toBe("abc"));
  it("follows the person's order", () => expect(ids(arrange(columns, ["c", "a", "b"]))).toBe("cab"));
  it("puts a column it did not know behind its declared neighbour", () => expect(ids(arrange(columns, ["c", "a"]))).toBe("cab"));
  it("forgets columns that are gone", () => expect(ids(arrange(columns, ["z", "b", "a", "c"]))).toBe("bac"));
  it("moves a column in both directions", () => {
    expect(move(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
    expect(move(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
  });
});

describe("showing columns", () => {
  it("shows fixed columns whatever was chosen", () => {
    expect(isVisible({ id: "a", fixed: true }, { ...EMPTY_LAYOUT, visible: { a: false } })).toBe(true);
  });
  it("hides what is hidden at first until it is asked for", () => {
    expect(isVisible({ id: "a", hidden: true }, EMPTY_LAYOUT)).toBe(false);
    expect(isVisible({ id: "a", hidden: true }, { ...EMPTY_LAYOUT, visible: { a: true } })).toBe(true);
  });
});
