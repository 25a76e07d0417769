// Reads the colour tokens out of styles.css and computes what the eye gets: text on every surface it stands on, at least 4.5:1.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles.css", "utf8");

type Rgb = [number, number, number];

/** OKLCH to linear sRGB, clipped to the gamut (Björn Ottosson's matrices, CSS Color 4). */
function linearRgb(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function tokens(selector: string): Map<string, number> {
  const block = css.slice(css.indexOf(`${selector} {`));
  const body = block.slice(0, block.indexOf("\n}"));
  return new Map(
    [...body.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(([, name, l, c, h]) => {
      const [red, green, blue] = linearRgb(Number(l), Number(c), Number(h));
      return [name ?? "", 0.2126 * red + 0.7152 * green + 0.0722 * blue];
    }),
  );
}

const SURFACES = ["canvas", "surface", "raised", "sunken", "hover", "selected"];
const TEXTS = ["ink", "ink-soft", "ink-faint"];
const HUES = ["blue", "violet", "pink", "orange", "yellow", "green", "teal", "grey"].map((hue) => `hue-${hue}`);
const PAIRS: [string, string][] = [
  ...[...TEXTS, ...HUES, "accent-text", "danger-text", "warning-text", "success-text"].flatMap((text) =>
    SURFACES.map((surface): [string, string] => [text, surface]),
  ),
  ...["accent", "danger", "warning", "success"].map((meaning): [string, string] => [`${meaning}-text`, `${meaning}-soft`]),
  ["ink", "accent-soft"],
  ["ink", "mark"],
  ["accent-ink", "accent"],
];

describe.each([":root", ".dark"])("colours of %s", (selector) => {
  const luminance = tokens(selector);
  it.each(PAIRS)("%s on %s can be read", (text, surface) => {
    const [one, two] = [luminance.get(text), luminance.get(surface)];
    if (one === undefined || two === undefined) throw new Error(`no token ${text} or ${surface}`);
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    expect(contrast).toBeGreaterThanOrEqual(4.5);
  });
});
