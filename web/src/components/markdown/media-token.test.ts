import { describe, expect, it } from "vitest";
import { inlineSource, safeHref, splitTokens, wholeToken } from "./media-token";

describe("hostile content", () => {
  it("follows no scripts and loads nothing from elsewhere", () => {
    expect(safeHref("javascript:alert(1)")).toBeUndefined();
    expect(safeHref("JAVASCRIPT:alert(1)")).toBeUndefined();
    expect(safeHref("data:text/html,x")).toBeUndefined();
    expect(safeHref("/api/v1/me")).toBeUndefined();
    expect(safeHref("https://example.com/a")).toBe("https://example.com/a");
    expect(inlineSource("https://tracker.example/pixel.png", "image")).toBeUndefined();
    expect(inlineSource("data:image/png;base64,AA", "image")).toBeDefined();
  });

  it("finds media tokens", () => {
    const token = "@@@langfuseMedia:type=image/png|id=abc|source=bytes@@@";
    expect(wholeToken(token)).toEqual({ type: "image/png", id: "abc" });
    expect(wholeToken(`see ${token}`)).toBeNull();
    expect(splitTokens(`a ${token} b`)).toEqual(["a ", { type: "image/png", id: "abc" }, " b"]);
  });
});
