/** Where commented places stand in a formatted view, which has eaten the signs of Markdown and of JSON: letters and digits are compared. */
import type { Letters } from "./find-quote";
import { leavesOf, lettersOf, runAt, sharedEnd } from "./find-quote";
import { valueAt } from "./json-path";
import type { Span } from "./places";

/** How much of what stands before is compared. */
const CONTEXT = 80;
/** So much of the beginning of a text tells which it is, where the commented range itself is not shown. */
const BEGINNING = 60;

/** The letters of what is shown, and in which node each run of them stands. */
export interface Shown extends Letters {
  nodes: Text[];
}

/** Letters of a commented place: from where to where in what is shown. `exact`: they are the range, else the text that holds it begins there. */
export interface Match {
  from: number;
  to: number;
  exact: boolean;
}

export function readShown(area: HTMLElement): Shown {
  const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
  const [runs, nodes, parts]: [Letters["runs"], Text[], string[]] = [[], [], []];
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    for (const found of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      runs.push({ at, origin: found.index });
      nodes.push(node);
      parts.push(found[0]);
      at += found[0].length;
    }
  }
  return { text: parts.join(""), runs, nodes };
}

/** The place among the letters that are shown; null when nothing of it is. */
export function matchSpan(shown: Shown, root: unknown, span: Span): Match | null {
  const value = valueAt(root, span.path);
  if (typeof value === "string" && span.range) {
    const { from, to } = span.range;
    const needle = lettersOf(value.slice(from, to)).text;
    const at = likeliest(shown.text, needle, root, span.path, value.slice(0, from));
    if (at !== null) return { from: at, to: at + needle.length, exact: true };
  }
  const said = longestLeaf(value);
  if (said === null) return null;
  const whole = lettersOf(said.text).text;
  const beginning = whole.slice(0, BEGINNING);
  const at = likeliest(shown.text, beginning, root, span.path + said.path.slice(1), "");
  if (at === null) return null;
  return typeof value === "string" && !span.range && shown.text.startsWith(whole, at)
    ? { from: at, to: at + whole.length, exact: true }
    : { from: at, to: at + beginning.length, exact: false };
}

/** What an object says most by: a message is known by its words, not by its role. */
function longestLeaf(value: unknown): { path: string; text: string } | null {
  let longest: { path: string; text: string } | null = null;
  for (const leaf of leavesOf(value)) {
    const text = String(leaf.value);
    if (longest === null || text.length > longest.text.length) longest = { path: leaf.path, text };
  }
  return longest;
}

/** Of several, the one with the likeliest letters before it; of equals the one that is as far on as in the value. */
function likeliest(text: string, needle: string, root: unknown, path: string, before: string): number | null {
  if (needle === "") return null;
  const places: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) places.push(at);
  const [only] = places;
  if (only === undefined) return null;
  if (places.length === 1) return only;
  const context = lettersOf(before.slice(-4 * CONTEXT)).text.slice(-CONTEXT);
  const alike = places.map((at) => sharedEnd(text.slice(Math.max(0, at - CONTEXT), at), context));
  const best = Math.max(...alike);
  const rank = occurrencesBefore(root, path, before, needle);
  const ranked = places[rank];
  if (ranked !== undefined && alike[rank] === best) return ranked;
  return places[alike.indexOf(best)] ?? only;
}

function occurrencesBefore(root: unknown, path: string, before: string, needle: string): number {
  let count = 0;
  for (const leaf of leavesOf(root)) {
    if (leaf.path === path || leaf.path.startsWith(`${path}.`) || leaf.path.startsWith(`${path}[`)) break;
    count += lettersOf(String(leaf.value)).text.split(needle).length - 1;
  }
  return count + lettersOf(before).text.split(needle).length - 1;
}

/** The range in the page that letters stand for. */
export function rangeOf(shown: Shown, { from, to }: Pick<Match, "from" | "to">): Range | null {
  const [first, last] = [runAt(shown, from), runAt(shown, to - 1)];
  const [start, end] = [shown.nodes[first], shown.nodes[last]];
  const [began, ended] = [shown.runs[first], shown.runs[last]];
  if (!start || !end || !began || !ended) return null;
  const range = document.createRange();
  range.setStart(start, began.origin + from - began.at);
  range.setEnd(end, ended.origin + to - ended.at);
  return range;
}
