import { expect, test } from "vitest";
import { readConversation } from "./messages";
import { narrowMessages, systemWords } from "./narrow-messages";

const PAYLOAD = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "weather?" },
  { role: "assistant", content: "", tool_calls: [{ id: "1", function: { name: "weather", arguments: "{}" } }] },
  { role: "tool", tool_call_id: "1", content: "rain" },
  { role: "assistant", content: "It rains." },
];
const messages = readConversation(PAYLOAD)?.messages ?? [];
const roles = (wishes: { system: boolean; tools: boolean }) => narrowMessages(messages, wishes).map((message) => message.role);

test("system prompts and tools are left out unless they are wanted", () => {
  expect(roles({ system: false, tools: false })).toEqual(["user", "assistant"]);
  expect(roles({ system: true, tools: false })).toEqual(["system", "user", "assistant"]);
  expect(roles({ system: false, tools: true })).toEqual(["user", "assistant", "tool", "assistant"]);
});

test("the words of system prompts are found in every shape, and nothing where there are none", () => {
  expect(systemWords(JSON.stringify(PAYLOAD))).toBe("Be brief.");
  expect(systemWords(JSON.stringify({ system: "Be kind.", messages: [{ role: "user", content: "hi" }] }))).toBe("Be kind.");
  expect(systemWords("just text")).toBe("");
  expect(systemWords('[{"role": "system", "content": "cut')).toBe("");
});
