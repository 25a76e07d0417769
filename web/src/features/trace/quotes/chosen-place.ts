/** The place that a selection in the page means. Text that says where it comes from (`data-quoted`) is exact; other text is looked for. */
import type { Place, QuotedField } from "@/components/quotes/use-quotes";
import { findQuote } from "./find-quote";
import { sharedPath, valueAt } from "./json-path";
import { rangePlace, wholePlace } from "./places";

export function chosenPlace(field: QuotedField, root: unknown, area: HTMLElement, range: Range): Place | null {
  const [start, end] = [elementOf(range.startContainer), elementOf(range.endContainer)];
  const quoted = start.closest<HTMLElement>("[data-quoted]");
  if (quoted?.contains(end)) return placeInText(field, root, quoted, range);
  const [first, last] = [pathOf(start, area), pathOf(end, area)];
  if (first && last) return wholePlace(field, root, sharedPath(first, last));
  const before = document.createRange();
  before.setStart(area, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return findQuote(field, root, range.toString(), before.toString());
}

const elementOf = (node: Node): Element => (node instanceof Element ? node : (node.parentElement ?? document.body));

/** The path of the row of the JSON view that an element stands in. */
function pathOf(element: Element, area: HTMLElement): string | undefined {
  const row = element.closest<HTMLElement>("[data-path]");
  return row && area.contains(row) ? row.dataset.path : undefined;
}

function placeInText(field: QuotedField, root: unknown, quoted: HTMLElement, range: Range): Place | null {
  const path = quoted.dataset.quoted ?? "$";
  const text = valueAt(root, path);
  if (typeof text !== "string") return wholePlace(field, root, path);
  const from = originalOffset(quoted, text, range.startContainer, range.startOffset);
  const to = originalOffset(quoted, text, range.endContainer, range.endOffset);
  return rangePlace(field, text, path, from, to);
}

/** Where a boundary of the selection lies in the original text. Pieces say where they begin, and whether they are escaped as in JSON. */
function originalOffset(quoted: HTMLElement, text: string, node: Node, offset: number): number {
  const range = document.createRange();
  const pieces = [...quoted.querySelectorAll<HTMLElement>("[data-from]")];
  let at = Number(pieces[0]?.dataset.from ?? 0);
  for (const piece of pieces) {
    range.selectNodeContents(piece);
    const side = range.comparePoint(node, offset);
    const from = Number(piece.dataset.from);
    if (side < 0) return at;
    const to = Number(piece.dataset.to);
    at = to;
    if (side > 0) continue;
    range.setEnd(node, offset);
    const shown = range.toString().length;
    return from + (piece.dataset.escaped === undefined ? shown : unescapedLength(text.slice(from, to), shown));
  }
  return at;
}

/** How many UTF-16 units of a text its first `shown` units as JSON stand for. */
export function unescapedLength(text: string, shown: number): number {
  let length = 0;
  let written = 0;
  while (length < text.length && written < shown) {
    const point = String.fromCodePoint(text.codePointAt(length) ?? 0);
    written += JSON.stringify(point).length - 2;
    length += point.length;
  }
  return length;
}
