import { describe, expect, it } from "vitest";
import { findInJson, jsonRows } from "./json-rows";
import { gist, readConversation } from "./messages";

describe("chat messages", () => {
  it("reads OpenAI's messages with tool calls and their results", () => {
    const found = readConversation([
      { role: "system", content: "be brief" },
      {
        role: "user",
        content: [
          { type: "text", text: "hi" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: '{"a":1}' } }],
      },
      { role: "tool", tool_call_id: "c1", content: '{"ok":true}' },
    ]);
    expect(found?.messages.map((message) => message.role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(found?.messages[1]?.parts[1]).toEqual({ kind: "image", url: "data:image/png;base64,AA" });
    expect(found?.messages[2]?.parts).toEqual([{ kind: "call", id: "c1", name: "f", args: { a: 1 } }]);
    expect(found?.messages[3]?.parts).toEqual([{ kind: "result", id: "c1", name: "", result: { ok: true } }]);
  });

  it("reads the parts of the GenAI conventions", () => {
    const found = readConversation([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "hm" },
          { type: "tool_call", id: "1", name: "f", arguments: { a: 1 } },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "1", response: "fine" }] },
    ]);
    expect(found?.messages[0]?.parts.map((part) => part.kind)).toEqual(["thinking", "call"]);
    expect(found?.messages[1]?.parts).toEqual([{ kind: "result", id: "1", name: "", result: "fine" }]);
  });

  it("reads Anthropic's blocks, Gemini's contents, LangChain's types and OpenAI's responses", () => {
    const anthropic = readConversation({
      system: "s",
      messages: [{ role: "user", content: [{ type: "tool_result", tool_use_id: "x", content: "r" }] }],
      model: "m",
    });
    expect(anthropic?.messages.map((message) => message.role)).toEqual(["system", "user"]);
    expect(anthropic?.rest).toEqual({ model: "m" });
    const gemini = readConversation({
      candidates: [{ content: { role: "model", parts: [{ text: "yes" }, { functionCall: { name: "f", args: {} } }] } }],
    });
    expect(gemini?.messages[0]?.parts.map((part) => part.kind)).toEqual(["text", "call"]);
    expect(
      readConversation([
        { type: "human", content: "hi" },
        { type: "ai", content: "ho" },
      ])?.messages.map((m) => m.role),
    ).toEqual(["user", "assistant"]);
    const lc = readConversation([[{ lc: 1, type: "constructor", id: ["langchain", "HumanMessage"], kwargs: { content: "hi" } }]]);
    expect(lc?.messages[0]?.role).toBe("user");
    const responses = readConversation([
      { type: "reasoning", summary: [{ text: "why" }] },
      { type: "function_call", call_id: "1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "1", output: "4" },
    ]);
    expect(responses?.messages.map((message) => message.role)).toEqual(["assistant", "assistant", "tool"]);
  });

  it("leaves what is no conversation alone", () => {
    for (const value of ["text", 3, null, [], [{ id: 1, page_content: "doc" }], { a: 1 }, [{ role: "user" }, "loose"]]) {
      expect(readConversation(value)).toBeNull();
    }
  });

  it("tells what was said", () => {
    expect(
      gist(
        [
          { role: "user", content: "一" },
          { role: "user", content: "二" },
        ],
        "user",
      ),
    ).toBe("二");
    expect(gist("plain", "assistant")).toBe("plain");
  });
});

describe("JSON rows", () => {
  it("folds deep levels and opens what a search finds", () => {
    const value = { a: { b: { c: { d: "needle" } } } };
    expect(jsonRows(value, new Map()).map((row) => row.path)).not.toContain("$.a.b.c.d");
    const found = findInJson(value, "needle");
    expect(found.hits).toEqual(["$.a.b.c.d"]);
    expect(jsonRows(value, found.open).map((row) => row.path)).toContain("$.a.b.c.d");
  });

  it("survives JSON that is deeper than the stack", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(jsonRows(deep, new Map()).length).toBeGreaterThan(0);
    expect(findInJson(deep, "1").hits).toEqual([]);
  });
});
