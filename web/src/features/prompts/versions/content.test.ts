import { expect, it } from "vitest";
import { cutMarks } from "@/components/prompt-text/marks";
import { moveItem } from "@/lib/move-item";
import { readConfig, readContent, splitName, variablesIn, writeConfig, writeContent } from "./content";

const kinds = (text: string) => cutMarks(text).map((piece) => piece.kind);

it("variables and references are cut out, and the pieces add up to the text", () => {
  const text = "Hello {{ name }}, @@@langfusePrompt:name=tone|label=production@@@ bye";
  expect(kinds(text)).toEqual(["plain", "variable", "plain", "reference", "plain"]);
  expect(
    cutMarks(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});

it("what is no variable name stays plain", () => {
  expect(kinds("{{1 wrong}} {{#if x}} {{}}")).toEqual(["plain"]);
});

it("variables are listed once, in order, across messages", () => {
  const content = readContent("chat", [
    { role: "system", content: "{{b}} {{a}}" },
    { type: "placeholder", name: "history" },
    { role: "user", content: "{{a}} {{c}}" },
  ]);
  expect(variablesIn(content)).toEqual(["b", "a", "c"]);
});

it("a chat prompt survives reading and writing, unknown fields included", () => {
  const prompt = [
    { role: "system", content: "Be kind", name: "house" },
    { type: "placeholder", name: "history" },
  ];
  expect(writeContent(readContent("chat", prompt))).toEqual(prompt);
});

it("items move up and down and never get lost", () => {
  expect(moveItem(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moveItem(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
  expect(moveItem(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});

it("a config is JSON, and empty text is the empty config", () => {
  expect(readConfig("  ")).toEqual({ value: {}, error: null });
  expect(readConfig('{"temperature": 0}')).toEqual({ value: { temperature: 0 }, error: null });
  expect(readConfig("{").error).not.toBeNull();
  expect(writeConfig({})).toBe("");
});

it("a name is split at its last slash", () => {
  expect(splitName("a/b/c")).toEqual({ folder: "a/b", last: "c" });
  expect(splitName("c")).toEqual({ folder: "", last: "c" });
});
