import { expect, test } from "vitest";
import { toolCalls } from "./tool-calls";

const step = (id: string, type: string, name: string, more: object = {}) => ({
  ...{ id, type, name, level: "DEFAULT", latency_ms: 5, tool_calls: [] as unknown[] },
  ...{ input: { text: `in ${id}` }, output: { text: `out ${id}` } },
  ...more,
});

test("a tool's step tells what went in and came out, and whether it failed", () => {
  expect(toolCalls([step("a", "TOOL", "weather", { level: "ERROR" })])).toEqual([
    { key: "a", name: "weather", args: "in a", result: "out a", failed: true, latency_ms: 5, stepId: "a" },
  ]);
});

test("a call that a step answers is shown once, a call that none answers as the model asked for it", () => {
  const asks = [{ name: "weather", arguments: { city: "Bern" } }, { function: { name: "maps", arguments: '{"to":"Bern"}' } }];
  const found = toolCalls([step("m", "GENERATION", "plan", { tool_calls: asks }), step("t", "TOOL", "weather")]);
  expect(found.map((call) => [call.name, call.args, call.result])).toEqual([
    ["maps", '{"to":"Bern"}', null],
    ["weather", "in t", "out t"],
  ]);
});

test("what is no call has no name and does not break", () => {
  expect(toolCalls([step("m", "GENERATION", "plan", { tool_calls: ["cut {", null] })]).map((call) => call.name)).toEqual([
    "",
    "",
  ]);
});
