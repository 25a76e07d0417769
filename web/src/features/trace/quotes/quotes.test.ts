import { describe, expect, it } from "vitest";
import type { Place } from "@/components/quotes/use-quotes";
import { findQuote } from "./find-quote";
import { isInside, pathsAbove, readPath, sharedPath, valueAt } from "./json-path";
import { cutAtSpans, findPlace, rangePlace, wholePlace } from "./places";

const VALUE = {
  messages: [
    { role: "user", content: "Is it **kind** 😀 of you?" },
    { role: "assistant", content: "Yes. See [the docs](https://example.org/kind), it is `kind`." },
    { role: "user", content: "Yes." },
  ],
  'odd "key"': { n: 42 },
};
const mark = (place: Place | null) => ({ id: "c1", place: place as Place });
const quoted = (place: Place | null) => [place?.path, place?.quote];

describe("paths", () => {
  it("are followed into objects and lists, and lead nowhere else", () => {
    expect(readPath('$.a[3]["odd \\"key\\""]')).toEqual(["a", 3, 'odd "key"']);
    for (const none of ["a", "$.", "$[x]", "$.a b", '$["\\x"]']) expect(readPath(none)).toBeNull();
    expect(valueAt(VALUE, '$["odd \\"key\\""].n')).toBe(42);
    expect(valueAt(VALUE, "$.messages[9]")).toBeUndefined();
    expect(valueAt(VALUE, "$.constructor")).toBeUndefined();
    expect(valueAt("text", "$[0]")).toBeUndefined();
  });

  it("know what is above them", () => {
    expect(pathsAbove("$.messages[1].content")).toEqual(["$", "$.messages", "$.messages[1]"]);
    expect(sharedPath("$.messages[1].content", "$.messages[2].role")).toBe("$.messages");
    expect(sharedPath("$.messages[1]", "$.messages[1]")).toBe("$.messages[1]");
    expect(isInside("$.messages[1]", "$.messages")).toBe(true);
    expect(isInside("$.messages2", "$.messages")).toBe(false);
  });
});

describe("places", () => {
  it("count characters, not UTF-16 units, and are found again", () => {
    const text = VALUE.messages[0]?.content ?? "";
    const place = rangePlace("input", text, "$.messages[0].content", text.indexOf("of"), text.length);
    expect(place).toEqual({ field: "input", path: "$.messages[0].content", start: 17, end: 24, quote: "of you?" });
    expect(findPlace(VALUE, mark(place))?.range).toEqual({ from: 18, to: 25 });
  });

  it("are not found where the text is another now", () => {
    const place = rangePlace("input", "one two three", "$", 4, 7);
    expect(findPlace("one two three", mark(place))?.range).toEqual({ from: 4, to: 7 });
    for (const other of ["one tw", "one too three", "four one two", { two: 1 }]) expect(findPlace(other, mark(place))).toBeNull();
  });

  it("of whole values compare JSON without its spaces, and long ones by their beginning", () => {
    const place = wholePlace("metadata", VALUE, "$.messages[2]");
    expect(place?.quote).toBe('{"role":"user","content":"Yes."}');
    expect(findPlace(VALUE, mark(place && { ...place, quote: '{"role": "user", "content": "Yes."}' }))?.range).toBeNull();
    expect(findPlace({ messages: [] }, mark(place))).toBeNull();
    const long = wholePlace("input", "x".repeat(3000), "$");
    expect(long?.quote).toHaveLength(1000);
    expect(findPlace("x".repeat(3001), mark(long))).not.toBeNull();
    expect(findPlace("x".repeat(999), mark(long))).toBeNull();
    expect(findPlace("a\ud800b", mark(rangePlace("input", "a\ud800b", "$", 0, 3)))?.range).toEqual({ from: 0, to: 3 });
  });

  it("without anything but white space are none", () => {
    expect(rangePlace("input", "a   b", "$", 1, 4)).toBeNull();
    expect(wholePlace("input", "", "$")).toBeNull();
  });

  it("cut a text where they begin and end, also where they overlap", () => {
    const span = (id: string, from: number, to: number) => ({ id, path: "$", range: { from, to } });
    expect(cutAtSpans(0, 10, [span("a", 2, 6), span("b", 4, 12)])).toEqual([
      { from: 0, to: 2, ids: [] },
      { from: 2, to: 4, ids: ["a"] },
      { from: 4, to: 6, ids: ["a", "b"] },
      { from: 6, to: 10, ids: ["b"] },
    ]);
  });
});

describe("words chosen in a formatted view", () => {
  it("are found under the Markdown that they were drawn from", () => {
    expect(quoted(findQuote("input", VALUE, "it kind 😀 of", "User Is "))).toEqual([
      "$.messages[0].content",
      "it **kind** 😀 of",
    ]);
    expect(quoted(findQuote("input", VALUE, "See the docs", "Yes. "))).toEqual(["$.messages[1].content", "See [the docs"]);
  });

  it("are the ones that were meant, though the same words stand elsewhere", () => {
    const before = "User Is it kind of you? Assistant ";
    expect(quoted(findQuote("input", VALUE, "Yes.", before))).toEqual(["$.messages[1].content", "Yes."]);
    const later = `${before} Yes. See the docs, it is kind. User `;
    expect(quoted(findQuote("input", VALUE, "Yes.", later))).toEqual(["$.messages[2].content", "Yes."]);
    expect(findQuote("input", VALUE, "kind", `${before} Yes. See the docs, it is `)?.start).toBe(
      VALUE.messages[1]?.content.lastIndexOf("kind"),
    );
  });

  it("of any script, signs alone, and numbers are found; what is nowhere is not", () => {
    expect(quoted(findQuote("output", ["退款在三天内到账。"], "三天内", "退款在"))).toEqual(["$[0]", "三天内"]);
    expect(quoted(findQuote("output", { a: "x?!" }, "?!", ""))).toEqual(["$.a", "?!"]);
    expect(quoted(findQuote("output", VALUE, "42", ""))).toEqual(['$["odd \\"key\\""].n', "42"]);
    expect(findQuote("output", VALUE, "never said", "")).toBeNull();
  });
});
