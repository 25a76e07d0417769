import { describe, expect, it } from "vitest";
import { readable } from "./readable";

describe("a preview", () => {
  it.each([
    ["plain words", "plain words"],
    ['{"question":"能不能设置上限？","limit":3}', "question: 能不能设置上限？ · limit: 3"],
    [
      '[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi, \\"you\\""}]',
      'system: Be brief. · user: Hi, "you"',
    ],
    ['{"answer":"It is cut o', "answer: It is cut o"],
    ['{"messages":[{"content":"a: b, {c}"}]}', "content: a: b, {c}"],
    ['["a","b\\u00e9\\n"]', "a · bé\n"],
    ['{"a":{},"b":null}', "b: null"],
    ["{", "{"],
    ["[[[[]]]]", "[[[[]]]]"],
    ['{"cut":"\\', "cut: "],
  ])("of %s", (text, shown) => expect(readable(text)).toBe(shown));
});
