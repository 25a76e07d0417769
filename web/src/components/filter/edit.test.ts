import { describe, expect, it } from "vitest";
import { addTerm, keyNames, keysInUse, readChosen, readTerms, removeTerm, withoutField, writeRange, writeValues } from "./edit";
import { lex, quote, unquote } from "./lex";

const kinds = (text: string) =>
  lex(text)
    .filter((token) => token.kind !== "space")
    .map((token) => `${token.kind}:${token.text}`);

describe("cutting a filter into tokens", () => {
  it("tells fields, operators, values and words apart", () => {
    expect(kinds("level:ERROR latency:>2 hello")).toEqual([
      "field:level:",
      "value:ERROR",
      "field:latency:",
      "operator:>",
      "value:2",
      "word:hello",
    ]);
  });
  it("reads sets, negation and groups", () => {
    expect(kinds("-(env:(a OR b) x)")).toEqual([
      "not:-",
      "bracket:(",
      "field:env:",
      "bracket:(",
      "value:a",
      "keyword:OR",
      "value:b",
      "bracket:)",
      "word:x",
      "bracket:)",
    ]);
  });
  it("keeps a colon inside a value", () => expect(kinds("name:a:b")).toEqual(["field:name:", "value:a:b"]));
  it("reads keys in quotes", () => expect(kinds('metadata."a b":1')).toEqual(['field:metadata."a b":', "value:1"]));
  it("survives an open quote", () => expect(lex('name:"half').at(-1)?.closed).toBe(false));
  it("parts words of every script", () =>
    expect(kinds("退款 level:ERROR")).toEqual(["word:退款", "field:level:", "value:ERROR"]));
  it("covers the text without gaps", () => {
    const text = ' a  level:(x OR "y z") -b:>=2 ';
    expect(
      lex(text)
        .map((token) => token.text)
        .join(""),
    ).toBe(text);
  });
});

describe("quoting", () => {
  it.each(["plain", "two words", 'a "quoted" one', "back\\slash", "AND", "", "(x)", "a:b", "*", ">5"])(
    "of %j comes back",
    (value) => {
      expect(unquote(quote(value))).toBe(value);
    },
  );
});

describe("reading conditions", () => {
  it("parts an AND into its terms", () => {
    expect(readTerms('a level:ERROR AND -env:(x OR y) (p OR q) "a phrase"')?.map((term) => term.text)).toEqual([
      "a",
      "level:ERROR",
      "-env:(x OR y)",
      "(p OR q)",
      '"a phrase"',
    ]);
  });
  it("leaves an OR at the top alone", () => expect(readTerms("level:ERROR OR cost:>1")).toBeNull());
  it("finds what a facet shows", () => {
    const chosen = readChosen("environment:(a OR b) -env:c latency:(>=2 AND <5)", ["environment", "env"]);
    expect([...chosen.included]).toEqual(["a", "b"]);
    expect([...chosen.excluded]).toEqual(["c"]);
    expect(readChosen("latency:(>=2 AND <5)", ["latency"])).toMatchObject({ min: 2, max: 5 });
  });
});

describe("changing conditions", () => {
  it("adds a value to the condition that is there", () => {
    expect(writeValues("hello level:ERROR cost:>1", ["level"], ["ERROR", "WARNING"])).toBe(
      "hello level:(ERROR OR WARNING) cost:>1",
    );
  });
  it("takes the condition away with its last value", () => expect(writeValues("a level:ERROR b", ["level"], [])).toBe("a b"));
  it("excludes", () => expect(writeValues("", ["env"], [], ["a b"])).toBe('-env:"a b"'));
  it("puts a filter with OR in brackets", () => expect(writeValues("a OR b", ["level"], ["ERROR"])).toBe("(a OR b) level:ERROR"));
  it("bounds a number and lets it go", () => {
    const text = writeRange("x", ["latency"], 2, 5);
    expect(text).toBe("x latency:(>=2 AND <=5)");
    expect(writeRange(text, ["latency"], null, 5)).toBe("x latency:<=5");
    expect(writeRange(text, ["latency"], null, null)).toBe("x");
  });
  it("adds a term once", () => expect(addTerm(addTerm("a", "level:ERROR"), "level:ERROR")).toBe("a level:ERROR"));
});

describe("keys inside a field", () => {
  const names = ["metadata", "meta"];
  it("are found however they are asked about", () => {
    expect(keysInUse('metadata.plan:pro has:meta.region -has:user level:ERROR meta."my key":>3', names)).toEqual([
      "plan",
      "region",
      "my key",
    ]);
  });
  it("are written in quotes where they need them, and read again", () => {
    const inside = keyNames(names, "my key");
    const text = writeValues("a", inside, ["pro"]);
    expect(text).toBe('a metadata."my key":pro');
    expect([...readChosen(text, inside).included]).toEqual(["pro"]);
  });
  it("all go when the facet is cleared", () => {
    expect(withoutField("a metadata.plan:pro meta.n:(>=1 AND <=2) has:metadata.region level:ERROR", names)).toBe("a level:ERROR");
  });
});

describe("taking a condition away", () => {
  it("leaves the others", () => expect(removeTerm("a has:metadata.plan b", "has:metadata.plan")).toBe("a b"));
});
