import { expect, test } from "vitest";
import type { LogEntry } from "../queries";
import { foundWords, fromFirstHit, markWords } from "./log-hits";
import { logText } from "./log-text";

const step = (more: Partial<LogEntry>): LogEntry => ({
  id: "a",
  parent_id: "",
  type: "TOOL",
  name: "search",
  level: "DEFAULT",
  status_message: "",
  start_time: "2026-01-01T00:00:02Z",
  end_time: "2026-01-01T00:00:03Z",
  model: "",
  input: "",
  output: "",
  input_length: 0,
  output_length: 0,
  ...more,
});

test("the log as text says when, what and with which texts, indented", () => {
  const text = logText(
    [step({ input: "one\ntwo", input_length: 7, level: "ERROR", status_message: "no answer" })],
    "2026-01-01T00:00:00Z",
  );
  expect(text).toBe("+2.00 s  TOOL  search  1.00 s  [ERROR]\n  status:\n    no answer\n  input:\n    one\n    two\n");
});

test("a text that is not whole says so", () => {
  expect(logText([step({ output: "abc", output_length: 9 })], "2026-01-01T00:00:00Z")).toContain("    … (3 of 9 characters)");
});

test("words found are cut out of their piece by characters, not by UTF-16 units", () => {
  const highlights = [{ field: "input", text: "🙂 Lisbon", ranges: [[2, 8]] }];
  expect(foundWords([{ id: "a", highlights }])).toEqual(["lisbon"]);
});

test("hits are marked whatever their case, and signs of patterns are plain signs", () => {
  expect(markWords("in LISBON (really)", ["lisbon", "(really)"]).filter((piece) => piece.isHit)).toEqual([
    { text: "LISBON", isHit: true },
    { text: "(really)", isHit: true },
  ]);
});

test("a long text begins shortly before its first hit", () => {
  expect(fromFirstHit(`${"x".repeat(500)} Lisbon`, ["lisbon"])).toHaveLength(1 + 80 + 6);
  expect(fromFirstHit("nothing here", ["lisbon"])).toBeNull();
});
