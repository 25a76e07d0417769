// The code base as subject: who may import whom.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(process.cwd(), "src");
const LAYERS = ["lib", "i18n", "api", "components", "features", "routes"];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".gen.") ? [path] : [];
  });
}

interface Import {
  file: string;
  from: string[];
  to: string[];
}

const imports: Import[] = sources(ROOT).flatMap((path) => {
  const file = relative(ROOT, path);
  const found = readFileSync(path, "utf8").matchAll(/(?:from|import)\s*\(?\s*"@\/([^"]+)"/g);
  return [...found].map((match) => ({ file, from: file.split("/"), to: (match[1] ?? "").split("/") }));
});

it("imports point down", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [below, above] = [LAYERS.indexOf(from[0] ?? ""), LAYERS.indexOf(to[0] ?? "")];
    return below >= 0 && above > below;
  });
  expect(wrong.map(({ file, to }) => `${file} imports ${to.join("/")}`)).toEqual([]);
});

it("features are islands", () => {
  const wrong = imports.filter(({ from, to }) => from[0] === "features" && to[0] === "features" && from[1] !== to[1]);
  expect(wrong.map(({ file, to }) => `${file} imports ${to.join("/")}`)).toEqual([]);
});

it("routes take only components from files of components", () => {
  // What checks a URL is loaded at the start; a constant taken from a page would bring the whole page along.
  const wrong = sources(join(ROOT, "routes")).flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/import \{([^}]*)\} from "@\/(features\/[^"]+)"/g)].flatMap(
      ([, names = "", from = ""]) =>
        existsSync(join(ROOT, `${from}.tsx`)) && /(^|[\s,])[A-Z][A-Z_]+\b/.test(names)
          ? [`${relative(ROOT, path)}: ${names.trim()}`]
          : [],
    ),
  );
  expect(wrong).toEqual([]);
});
