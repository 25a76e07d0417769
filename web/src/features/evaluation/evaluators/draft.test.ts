import { expect, test } from "vitest";
import type { Content } from "../queries";
import { EMPTY, sourceOf, variablesOf, wholeMapping } from "./draft";

const judge = (text: string): Content => ({
  ...(EMPTY.judge as Extract<Content, { kind: "judge" }>),
  messages: [{ role: "user", content: text }],
});

test("variables are found once each, in reading order", () => {
  expect(variablesOf(judge("{{ output }} {{input}} {{output}} {{not a name}}"))).toEqual(["output", "input"]);
});

test("a variable named like a source comes from it, any other from the output", () => {
  expect(sourceOf(judge(""), {}, "trace").source).toBe("trace");
  expect(sourceOf(judge(""), {}, "answer").source).toBe("output");
});

test("a mapping holds only the variables there are", () => {
  const kept = { source: "metadata", path: "$.context" } as const;
  expect(wholeMapping(judge("{{context}}"), { context: kept, gone: kept })).toEqual({ context: kept });
});
