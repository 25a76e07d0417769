import { expect, test } from "vitest";
import type { SavedView } from "@/api/views";
import { EMPTY_LAYOUT } from "./columns";
import { defaultView, differs, toLayout, toState } from "./view-state";

const COLUMNS = [{ id: "time" }, { id: "name", fixed: true }, { id: "cost" }, { id: "user", hidden: true }];

const view = (id: string, is_personal: boolean, is_default: boolean): SavedView => ({
  id,
  is_personal,
  is_default,
  name: id,
  table: "traces",
  state: toState({}, EMPTY_LAYOUT, COLUMNS),
  created_at: "",
  updated_at: "",
});

test("a layout survives being saved and restored", () => {
  const layout = {
    order: ["user", "name", "time"],
    visible: { user: true, cost: false },
    widths: { user: 99 },
    height: "m" as const,
  };
  const state = toState({ q: "level:ERROR", range: "7d" }, layout, COLUMNS);
  expect(state.columns).toEqual(["user", "name", "time"]);
  expect(toState({ q: "level:ERROR", range: "7d" }, toLayout(state, COLUMNS), COLUMNS)).toEqual(state);
});

test("a view is changed by its filter, its columns or its widths, and by nothing else", () => {
  const saved = toState({ q: "a", view: "v1" }, EMPTY_LAYOUT, COLUMNS);
  expect(differs(saved, toState({ q: "a" }, EMPTY_LAYOUT, COLUMNS))).toBe(false);
  expect(differs(saved, toState({ q: "b" }, EMPTY_LAYOUT, COLUMNS))).toBe(true);
  expect(differs(saved, toState({ q: "a" }, { ...EMPTY_LAYOUT, visible: { cost: false } }, COLUMNS))).toBe(true);
});

test("one's own default comes before the project's", () => {
  expect(defaultView([view("project", false, true), view("mine", true, true)])?.id).toBe("mine");
  expect(defaultView([view("project", false, true), view("mine", true, false)])?.id).toBe("project");
  expect(defaultView([view("mine", true, false)])).toBeUndefined();
});
