/** Places of comments in a value: made from a choice of the reader, and found again if they are still there. Pure. */
import type { Mark, Place, QuotedField } from "@/components/quotes/use-quotes";
import { valueAt } from "./json-path";

/** In code points, like all offsets of a place; JavaScript counts UTF-16 units. */
const MOST_QUOTED = 1000;
const LONGEST_PATH = 2000;

/** A place in the value that is shown: the whole value under the path, or [from, to) in UTF-16 units of its text. */
export interface Span {
  id: string;
  path: string;
  range: { from: number; to: number } | null;
}

/** Where the place is now; null when its quote is not there any more. */
export function findPlace(root: unknown, { id, place }: Mark): Span | null {
  const value = valueAt(root, place.path);
  if (value === undefined) return null;
  const { path, start, end } = place;
  if (start === null || start === undefined || end === null || end === undefined)
    return saysStill(value, place.quote) ? { id, path, range: null } : null;
  if (typeof value !== "string") return null;
  const from = unitsOf(value, start);
  const to = unitsOf(value, end, from, start);
  const quoted = value.slice(from, to).toWellFormed();
  return to > from && pointsOf(quoted) === end - start && quoted.startsWith(place.quote)
    ? { id, path, range: { from, to } }
    : null;
}

function saysStill(value: unknown, quote: string): boolean {
  const [now, then] = typeof value === "string" ? [value.toWellFormed(), quote] : [plain(wholeText(value)), plain(quote)];
  return pointsOf(quote) < MOST_QUOTED ? now === then : now.startsWith(then);
}

/** JSON of programs has spaces between its parts. */
const plain = (json: string) => json.replace(/\s+/g, "");

export const wholeText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** The whole value under a path; null where nothing could be quoted. */
export function wholePlace(field: QuotedField, root: unknown, path: string): Place | null {
  const value = valueAt(root, path);
  const quote = value === undefined ? "" : firstPoints(wholeText(value));
  return quote === "" || path.length > LONGEST_PATH ? null : { field, path, start: null, end: null, quote };
}

/** A range of the text under a path, without the white space at its ends; null when nothing is left. */
export function rangePlace(field: QuotedField, text: string, path: string, from: number, to: number): Place | null {
  const chosen = text.slice(from, to);
  const first = from + (chosen.length - chosen.trimStart().length);
  const last = to - (chosen.length - chosen.trimEnd().length);
  if (first >= last || path.length > LONGEST_PATH) return null;
  const start = pointsOf(text.slice(0, first));
  return { field, path, start, end: start + pointsOf(text.slice(first, last)), quote: firstPoints(text.slice(first, last)) };
}

function pointsOf(text: string): number {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/** The UTF-16 unit at which a code point begins, counted on from a unit whose point is known. */
function unitsOf(text: string, points: number, unit = 0, point = 0): number {
  let at = unit;
  for (let count = point; count < points && at < text.length; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

function firstPoints(text: string): string {
  return [...text.slice(0, 2 * MOST_QUOTED)].slice(0, MOST_QUOTED).join("").toWellFormed();
}

/** A text cut at the ranges of comments; pieces where several overlap belong to all of them. */
export interface Piece {
  from: number;
  to: number;
  ids: string[];
}

export function cutAtSpans(from: number, to: number, spans: readonly Span[]): Piece[] {
  const ranges = spans.flatMap(({ id, range }) => (range ? [{ id, ...range }] : []));
  const edges = new Set([from, to]);
  for (const range of ranges) for (const edge of [range.from, range.to]) if (edge > from && edge < to) edges.add(edge);
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, index) => {
    const end = sorted[index + 1] ?? to;
    return { from: start, to: end, ids: ranges.filter((one) => one.from <= start && one.to >= end).map(({ id }) => id) };
  });
}
