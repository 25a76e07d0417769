import { describe, expect, it } from "vitest";
import { en as start } from "./en";
import { account } from "./en/account";
import { command } from "./en/command";
import { mail } from "./en/mail";
import { makeTranslate } from "./translate";
import { zh } from "./zh";

const late = { account, command, mail };
const en = { ...start, ...late };

type Flat = Record<string, string>;

function flatten(dictionary: object): Flat {
  const flat: Flat = {};
  for (const [noun, messages] of Object.entries(dictionary)) {
    for (const [key, text] of Object.entries(messages as Record<string, string>)) flat[`${noun}.${key}`] = text;
  }
  return flat;
}

const SOURCES: Record<string, string> = import.meta.glob(["../**/*.{ts,tsx}", "!./**", "!../**/*.gen.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe("the dictionaries", () => {
  it("have the same keys in both languages", () => {
    expect(Object.keys(flatten(zh)).sort()).toEqual(Object.keys(flatten(en)).sort());
  });

  it("fill in the same names in both languages", () => {
    const english = flatten(en);
    for (const [key, text] of Object.entries(flatten(zh))) expect([key, names(text)]).toEqual([key, names(english[key] ?? "")]);
  });

  it("leave no message empty", () => {
    for (const [key, text] of [...Object.entries(flatten(en)), ...Object.entries(flatten(zh))]) {
      expect(text.trim(), key).not.toBe("");
    }
  });

  it("hold nothing that no screen says", () => {
    const code = Object.values(SOURCES).join("\n");
    const quoted = new Set([...code.matchAll(/["'`](\w+\.\w+)["'`]/g)].map((match) => match[1]));
    const stems = [...code.matchAll(/`(\w+\.\w*)\$\{/g)].map((match) => match[1] ?? "");
    const unsaid = Object.keys(flatten(en))
      .map((key) => key.replace(/_(one|other)$/, ""))
      .filter((key) => !quoted.has(key) && !stems.some((stem) => key.startsWith(stem)));
    expect(unsaid).toEqual([]);
  });

  it("come with every module that says words of a late noun", () => {
    const missing = Object.entries(SOURCES).flatMap(([path, code]) =>
      Object.keys(late)
        .filter((noun) => new RegExp(`["'\`]${noun}\\.\\w*(["'\`]|\\$\\{)`).test(code) && !code.includes(`"@/i18n/late/${noun}"`))
        .map((noun) => `${path} says words of ${noun}`),
    );
    expect(missing).toEqual([]);
  });

  it("have a plural for every singular", () => {
    const keys = Object.keys(flatten(en));
    for (const key of keys.filter((name) => name.endsWith("_one"))) expect(keys).toContain(key.replace(/_one$/, "_other"));
  });
});

describe("translating", () => {
  it("picks the plural form and writes the number in the language", () => {
    const t = makeTranslate(en, "en");
    expect(t.count("table.rows", 1)).toBe("1 row");
    expect(t.count("table.rows", 1200)).toBe("1,200 rows");
  });
});
