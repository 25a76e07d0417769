/** Where words that were chosen in a formatted view stand in the value itself: Markdown and its signs are not in them. Pure. */
import type { Place, QuotedField } from "@/components/quotes/use-quotes";
import { childPath } from "../content/json-rows";
import { rangePlace, wholePlace } from "./places";

const DEEPEST = 200;
/** How much of what stands before is compared. */
const CONTEXT = 80;
const MOST_CANDIDATES = 500;

interface Leaf {
  path: string;
  value: unknown;
}

export interface Letters {
  text: string;
  /** Where each run of letters begins, in `text` and in the original. */
  runs: { at: number; origin: number }[];
}

interface Candidate {
  leaf: Leaf;
  raw: string;
  from: number;
  to: number;
  likeness: number;
}

/** The place of the words, the likeliest by what is read before them; null when they are nowhere. */
export function findQuote(field: QuotedField, root: unknown, chosen: string, before: string): Place | null {
  const needle = lettersOf(chosen).text;
  const shownBefore = lettersOf(before.slice(-100_000)).text;
  const found = candidates(root, chosen, needle, shownBefore);
  const best = Math.max(...found.map((one) => one.likeness));
  const rank = needle === "" ? 0 : shownBefore.split(needle).length - 1;
  const ranked = found[rank];
  const one = ranked && ranked.likeness === best ? ranked : found.find((other) => other.likeness === best);
  if (!one) return null;
  if (typeof one.leaf.value !== "string") return wholePlace(field, root, one.leaf.path);
  return rangePlace(field, one.raw, one.leaf.path, one.from, one.to);
}

function candidates(root: unknown, chosen: string, needle: string, shownBefore: string): Candidate[] {
  const found: Candidate[] = [];
  for (const leaf of leavesOf(root)) {
    const raw = String(leaf.value);
    if (needle === "") {
      const from = raw.indexOf(chosen.trim());
      if (from >= 0) found.push({ leaf, raw, from, to: from + chosen.trim().length, likeness: 0 });
      continue;
    }
    const letters = lettersOf(raw);
    for (let at = letters.text.indexOf(needle); at >= 0; at = letters.text.indexOf(needle, at + 1)) {
      const likeness = sharedEnd(letters.text.slice(Math.max(0, at - CONTEXT), at), shownBefore);
      found.push({ leaf, raw, ...edges(raw, letters, at, needle.length, chosen), likeness });
      if (found.length >= MOST_CANDIDATES) return found;
    }
  }
  return found;
}

/** Where a match lies in the original: exactly what was chosen if it stands there so, else from its first letter to its last. */
function edges(raw: string, letters: Letters, at: number, length: number, chosen: string): { from: number; to: number } {
  const first = originOf(letters, at);
  const sought = chosen.trim();
  const exact = first - sought.search(/[\p{L}\p{N}]/u);
  if (exact >= 0 && raw.startsWith(sought, exact)) return { from: exact, to: exact + sought.length };
  return { from: first, to: originOf(letters, at + length - 1) + 1 };
}

export function lettersOf(text: string): Letters {
  const runs: Letters["runs"] = [];
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    runs.push({ at, origin: match.index });
    parts.push(match[0]);
    at += match[0].length;
  }
  return { text: parts.join(""), runs };
}

function originOf(letters: Letters, place: number): number {
  const run = letters.runs[runAt(letters, place)];
  return run ? run.origin + place - run.at : place;
}

/** The run that holds a letter. */
export function runAt({ runs }: Letters, place: number): number {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((runs[middle]?.at ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How much of two texts is the same, from their ends. */
export function sharedEnd(one: string, other: string): number {
  let shared = 0;
  while (shared < one.length && shared < other.length && one.at(-1 - shared) === other.at(-1 - shared)) shared += 1;
  return shared;
}

/** Every text, number and flag in a value, in order; iterative, because traces hold JSON that is deeper than the stack. */
export function* leavesOf(root: unknown): Generator<Leaf> {
  const stack: (Leaf & { depth: number })[] = [{ path: "$", value: root, depth: 0 }];
  while (stack.length > 0) {
    const next = stack.pop();
    if (!next) return;
    const { path, value, depth } = next;
    if (typeof value !== "object") {
      yield { path, value };
      continue;
    }
    if (value === null || depth > DEEPEST) continue;
    const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [key, inner] of entries.reverse()) stack.push({ path: childPath(path, key), value: inner, depth: depth + 1 });
  }
}
