// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { matchSpan, rangeOf, readShown } from "./find-shown";

function shownAs(html: string) {
  const area = document.createElement("div");
  area.innerHTML = html;
  return readShown(area);
}

/** What is marked for a place in a value that is shown so. */
function marked(html: string, root: unknown, path: string, words?: string, from = 0) {
  const value = path === "$" ? root : (root as { content: string }[])[Number(path.match(/\d+/)?.[0])]?.content;
  const start = words === undefined ? 0 : String(value).indexOf(words, from);
  const range = words === undefined ? null : { from: start, to: start + words.length };
  const shown = shownAs(html);
  const match = matchSpan(shown, root, { id: "c", path, range });
  return match && { text: rangeOf(shown, match)?.toString(), exact: match.exact };
}

const chat = [
  { role: "user", content: "Say yes." },
  { role: "assistant", content: "yes, **very** well" },
  { role: "user", content: "yes" },
];
const CHAT = `<b>User</b><p>Say yes.</p><b>Assistant</b><p>yes, <strong>very</strong> well</p><b>User</b><p>yes</p>`;

describe("matchSpan", () => {
  it("finds text through the signs of Markdown", () => {
    expect(marked(CHAT, chat, "$[1].content", ", **very** w")).toEqual({ text: "very w", exact: true });
  });
  it("finds the same word in the message that is meant", () => {
    const shown = shownAs(CHAT);
    const at = [0, 1, 2].map((n) => {
      const path = `$[${n}].content`;
      const from = n === 0 ? 4 : 0;
      return matchSpan(shown, chat, { id: "c", path, range: { from, to: from + 3 } })?.from;
    });
    expect(new Set(at).size).toBe(3);
    expect(at).toEqual([...at].sort((a, b) => Number(a) - Number(b)));
  });
  it("finds the same word within one text by what stands before it", () => {
    const text = "one fish, two fish";
    const shown = shownAs(`<p>${text}</p>`);
    const match = matchSpan(shown, text, { id: "c", path: "$", range: { from: 14, to: 18 } });
    expect(match?.from).toBe("onefishtwo".length);
  });
  it("marks a whole text", () => {
    expect(marked(CHAT, chat, "$[1].content")).toEqual({ text: "yes, very well", exact: true });
  });
  it("finds where a text begins whose commented part is not shown", () => {
    const text = `begin ${"and on ".repeat(40)} the end`;
    expect(marked(`<p>${text.slice(0, 120)}…</p>`, text, "$", "the end")).toMatchObject({ exact: false });
  });
  it("finds the message of an object, and nothing where nothing is shown", () => {
    const match = matchSpan(shownAs(CHAT), chat, { id: "c", path: "$[1]", range: null });
    expect(match?.exact).toBe(false);
    expect(matchSpan(shownAs("<p>other words</p>"), chat, { id: "c", path: "$[1].content", range: null })).toBeNull();
  });
  it("finds signs without letters by the text that holds them", () => {
    expect(marked("<p>fine 😀</p>", "fine 😀", "$", "😀")).toEqual({ text: "fine", exact: false });
  });
});
