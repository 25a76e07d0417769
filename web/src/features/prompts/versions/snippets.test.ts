import { expect, it } from "vitest";
import { PROMPT_SNIPPETS, type PromptUse } from "./snippets";

const use: PromptUse = {
  name: "support/answer",
  type: "chat",
  label: "production",
  version: 3,
  variables: ["topic"],
  placeholders: ["history"],
};
const code = (id: string, change: Partial<PromptUse> = {}) =>
  PROMPT_SNIPPETS.find((one) => one.id === id)?.code({ ...use, ...change });

it("production needs no label, other labels and versions are named", () => {
  expect(code("python")).toContain('get_prompt("support/answer", type="chat")');
  expect(code("python", { label: "beta" })).toContain('label="beta"');
  expect(code("python", { label: null })).toContain("version=3");
  expect(code("javascript", { label: null, type: "text" })).toContain("{ version: 3 }");
});

it("variables that are no Python names are passed in a dictionary", () => {
  expect(code("python", { variables: ["user.name"], placeholders: [] })).toContain('**{"user.name": "…"}');
});

it("a prompt without variables compiles without arguments", () => {
  expect(code("javascript", { variables: [], placeholders: [] })).toContain("prompt.compile()");
});
