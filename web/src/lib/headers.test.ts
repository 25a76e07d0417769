import { expect, test } from "vitest";
import { readHeaders } from "./headers";

test("reads one header a line and keeps colons in values", () => {
  expect(readHeaders("x-team: support\n\nx-url: http://a:1 ")).toEqual({ "x-team": "support", "x-url": "http://a:1" });
});

test("no line is no header", () => {
  expect(readHeaders(" \n")).toBeNull();
});

test("a line without a name is malformed", () => {
  expect(readHeaders("just words")).toBe("malformed");
  expect(readHeaders("two words: x")).toBe("malformed");
});
