import { describe, expect, it } from "vitest";
import { arrange, EMPTY_LAYOUT, fitWidths, isVisible, move } from "./columns";

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

describe("fitting columns into the window", () => {
  const shown = [
    { id: "time", width: 150 },
    { id: "input", width: 200, elastic: true },
    { id: "output", width: 200, elastic: true },
  ];
  it("gives elastic columns what is left", () => expect(fitWidths(shown, {}, 750)).toEqual({ input: 300, output: 300 }));
  it("takes from them so that nothing scrolls", () => expect(fitWidths(shown, {}, 450)).toEqual({ input: 150, output: 150 }));
  it("leaves them readable where there is too little room", () => expect(fitWidths(shown, {}, 300)).toEqual({}));
  it("keeps widths that a person chose", () => expect(fitWidths(shown, { time: 90 }, 750)).toEqual({}));
  it("waits for the window's width", () => expect(fitWidths(shown, {}, 0)).toEqual({}));
});
