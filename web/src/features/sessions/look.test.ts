import { expect, test } from "vitest";
import type { SavedView } from "@/api/views";
import { leftOut, lostOptions, readLook, readSessionSearch, switched } from "./look";

test("a bare address is the conversation, without tools and system prompts", () => {
  expect(readLook(readSessionSearch({}))).toEqual({ show: "conversation", filter: "", tools: false, system: false });
});

test("nonsense in the address is dropped", () => {
  expect(readSessionSearch({ show: "dance", tools: "maybe", q: 12 })).toEqual({ q: "12" });
});

test("steps show their tools unless they are switched off", () => {
  expect(readLook({ show: "all" }).tools).toBe(true);
  expect(switched({ show: "all" }, "tools")).toEqual({ tools: "off" });
  expect(switched({ show: "all", tools: "off" }, "tools")).toEqual({ tools: undefined });
  expect(switched({}, "tools")).toEqual({ tools: "on" });
  expect(switched({ system: "on" }, "system")).toEqual({ system: undefined });
});

test("what a view says and the page does not understand is named", () => {
  const view = { state: { options: { show: "last_llm", tools: "sometimes", chart: "pie" } } } as unknown as SavedView;
  expect(lostOptions(view)).toEqual(["tools", "chart"]);
});

test("turns that are left out are counted between those that are shown", () => {
  expect([leftOut(1, 0), leftOut(5, 1), leftOut(5, undefined)]).toEqual([0, 3, 0]);
});
