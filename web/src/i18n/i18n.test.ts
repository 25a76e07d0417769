import { describe, expect, it } from "vitest";
import { en as start } from "./en";
import * as late from "./en/late";
import { makeTranslate } from "./translate";
import { zh } from "./zh";

/** Every English word: what comes with the app, and what comes with pages. */
const en: Record<string, Record<string, string>> = { ...start };
for (const [noun, words] of Object.entries(late)) en[noun] = { ...en[noun], ...words };

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

  it("have a plural for every singular", () => {
    const keys = Object.keys(flatten(en));
    for (const key of keys.filter((name) => name.endsWith("_one"))) expect(keys).toContain(key.replace(/_one$/, "_other"));
  });
});

describe("words that come with their pages", () => {
  const START = [
    "../main.tsx",
    "../routes/__root.tsx",
    "../routes/_app.tsx",
    "../routes/_app/projects/$projectId/traces/index.tsx",
  ];

  /** The module that `from` names by `specifier`, if it is one of ours. */
  const find = (from: string, specifier: string) => {
    const folder = from.split("/").slice(0, -1).join("/");
    const at = specifier.startsWith("@/")
      ? `../${specifier.slice(2)}`
      : `../${new URL(specifier, `http://x/${folder.slice(3)}/`).pathname.slice(1)}`;
    return [".ts", ".tsx", "/index.ts", "/index.tsx"].map((end) => at + end).find((path) => path in SOURCES);
  };
  const named = (path: string, pattern: RegExp) =>
    [...(SOURCES[path] ?? "").matchAll(pattern)].flatMap(([, specifier = ""]) =>
      /^[@.]/.test(specifier) ? (find(path, specifier) ?? []) : [],
    );
  const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^;"']*?from\s*)?"([^"]+)"/gm;
  const reach = (entries: string[]) => {
    const seen = new Set<string>();
    const waiting = [...entries];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      waiting.push(...named(path, STATIC));
    }
    return [...seen].map((path) => SOURCES[path] ?? "");
  };
  const isLate = (noun: string, key: string) => {
    const words: Record<string, Record<string, string>> = { ...late };
    return noun in words && !(key in ((start as Record<string, object>)[noun] ?? {}));
  };
  const said = (code: string) =>
    [...code.matchAll(/["'`](\w+)\.(\w*)/g)].flatMap(([, noun = "", key = ""]) => (isLate(noun, key) ? [noun] : []));

  it("are not said by the first page", () => {
    expect(reach(START).flatMap(said)).toEqual([]);
  });

  it("are there wherever they are said", () => {
    const loaded = Object.keys(SOURCES).flatMap((path) => named(path, /import\(\s*"([^"]+)"\s*\)/g));
    const pages = Object.keys(SOURCES).filter((path) => path.startsWith("../routes/"));
    const missing = [...pages, ...loaded].flatMap((entry) => {
      const modules = reach([entry]);
      const there = new Set(modules.flatMap((code) => [...code.matchAll(/"@\/i18n\/late\/(\w+)"/g)].map(([, noun]) => noun)));
      return [...new Set(modules.flatMap(said))].filter((noun) => !there.has(noun)).map((noun) => `${entry} needs ${noun}`);
    });
    expect(missing).toEqual([]);
  });
});

describe("translating", () => {
  it("picks the plural form and writes the number in the language", () => {
    const t = makeTranslate(start, "en");
    expect(t.count("table.rows", 1)).toBe("1 row");
    expect(t.count("table.rows", 1200)).toBe("1,200 rows");
  });
});
