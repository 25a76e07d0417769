import { expect, it } from "vitest";
import {
  clashesOf,
  columnOfVersion,
  configOf,
  emptyColumn,
  imagesOf,
  messagesOfAnswer,
  oddMarksOf,
  placeholdersOf,
  providerFor,
  textOf,
  variablesOf,
  whyNotSaved,
  withContent,
} from "./draft";
import type { Column, Connection, VersionOut } from "./queries";

const connection = (provider: string, ...models: string[]) => ({ provider, models }) as Connection;
const column = (...messages: Record<string, unknown>[]): Column => ({ ...emptyColumn([]), messages });
const version = (parts: Partial<VersionOut>) =>
  ({ name: "p", version: 3, type: "chat", prompt: [], config: {}, ...parts }) as VersionOut;

it("values are asked for once, whatever columns use them, in texts beside images too", () => {
  const image = {
    role: "user",
    content: [
      { type: "text", text: "{{b}}" },
      { type: "image_url", image_url: { url: "x" } },
    ],
  };
  const columns = [column({ role: "user", content: "{{a}} {{b}}" }), column(image, { type: "placeholder", name: "history" })];
  expect(variablesOf(columns)).toEqual(["a", "b"]);
  expect(placeholdersOf(columns)).toEqual(["history"]);
});

it("names that cannot be filled are found", () => {
  const columns = [column({ role: "user", content: "{{history}} {{first name}}" }, { type: "placeholder", name: "history" })];
  expect(clashesOf(columns)).toEqual(["history"]);
  expect(oddMarksOf(columns)).toEqual(["{{first name}}"]);
});

it("images come and go without touching the text", () => {
  const plain = { role: "user", content: "see" };
  const shown = withContent(plain, "see", ["one", "two"]);
  expect([textOf(shown), imagesOf(shown)]).toEqual(["see", ["one", "two"]]);
  expect(withContent(shown, "see", [])).toEqual(plain);
});

it("a prompt version brings its model, parameters, tools and form of the answer along", () => {
  const config = {
    model: "m2",
    temperature: 0.1,
    other: 1,
    tools: [{ type: "function", function: { name: "f" } }],
    response_format: { json_schema: { schema: { type: "object" } } },
  };
  const made = columnOfVersion(version({ config }), emptyColumn([connection("one", "m1")]), [
    connection("one", "m1"),
    connection("two", "m2"),
  ]);
  expect([made.provider, made.model, made.parameters]).toEqual(["two", "m2", { temperature: 0.1 }]);
  expect(made.tools[0]).toMatchObject({ name: "f", parameters: { type: "object" } });
  expect(made.output_schema).toEqual({ type: "object" });
  expect([made.prompt_name, made.prompt_version, made.edited]).toEqual(["p", 3, false]);
});

it("a text prompt is one message from the user, and its config keeps what the playground does not know", () => {
  const made = columnOfVersion(version({ type: "text", prompt: "Hi {{a}}" }), emptyColumn([connection("one", "m1")]), []);
  expect(made.messages).toEqual([{ role: "user", content: "Hi {{a}}" }]);
  expect(configOf({ ...made, parameters: { seed: 1 } }, { own: true })).toEqual({ own: true, model: "m1", seed: 1 });
});

it("what a prompt cannot hold is said before saving", () => {
  expect(whyNotSaved(column({ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }), "chat")).toBe("images");
  expect(whyNotSaved(column({ role: "system", content: "a" }, { role: "user", content: "b" }), "text")).toBe("oneMessage");
  expect(whyNotSaved(column(), "chat")).toBe("empty");
  expect(whyNotSaved(column({ role: "user", content: "b" }), "text")).toBeNull();
});

it("a model that no connection offers falls to the first connection", () => {
  const connections = [connection("one", "m1"), connection("two", "m2")];
  expect(providerFor(connections, "m2")).toBe("two");
  expect(providerFor(connections, "other")).toBe("one");
  expect(providerFor(connections, "m2", "one")).toBe("one");
  expect(providerFor([], "m2")).toBe("");
});

it("calls of tools get a place for each result", () => {
  const messages = messagesOfAnswer("", [{ id: "c1", name: "f", arguments: "{}" }]);
  expect(messages.map((message) => message.role)).toEqual(["assistant", "tool"]);
  expect(messages[1]).toMatchObject({ tool_call_id: "c1", name: "f", content: "" });
});
