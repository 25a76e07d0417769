import { expect, test } from "vitest";
import type { SavedView } from "@/api/views";
import { EMPTY_LAYOUT } from "./columns";
import { defaultView, differs, lostColumns, NO_VIEW, toLayout, toSearch, toState } from "./view-state";

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

test("a view keeps the chart and what of a session is shown, and clears what it does not say", () => {
  const saved = { ...view("v1", true, false), state: toState({ chart: "latency.p95.model.line.hour" }, EMPTY_LAYOUT, COLUMNS) };
  expect(saved.state.options).toEqual({ chart: "latency.p95.model.line.hour" });
  expect(toSearch(saved)).toMatchObject({ view: "v1", chart: "latency.p95.model.line.hour", show: undefined });
  expect(toSearch(undefined)).toMatchObject({ view: NO_VIEW, q: undefined, chart: undefined });
  expect(differs(saved.state, toState({ chart: "count.sum.none.bars.auto" }, EMPTY_LAYOUT, COLUMNS))).toBe(true);
});

test("columns of a view that are gone are named, those of scores are not", () => {
  const old = view("old", true, false);
  old.state.columns = ["time", "colour", "score:mood"];
  expect(lostColumns(old, COLUMNS)).toEqual(["colour"]);
});
