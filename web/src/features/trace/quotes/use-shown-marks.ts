/** Marks of comments in a formatted view: the commented text where it is shown, and how far down each comment stands. */
import { type RefObject, useEffect, useState } from "react";
import { matchSpan, rangeOf, readShown } from "./find-shown";
import type { Span } from "./places";

/** Comments that stand in one line of the margin. */
export interface MarginMark {
  top: number;
  ids: string[];
}

export interface ShownMarks {
  margin: readonly MarginMark[];
  /** The comment whose text is at a point of the window. */
  at: (x: number, y: number) => string | null;
}

const NAME = "comments";
const LINE_PIXELS = 18;
const NOTHING: ShownMarks = { margin: [], at: () => null };

export function useShownMarks(area: RefObject<HTMLElement | null>, spans: readonly Span[], root: unknown): ShownMarks {
  const [marks, setMarks] = useState(NOTHING);
  useEffect(() => {
    const element = area.current;
    if (!element || spans.length === 0) {
      setMarks(NOTHING);
      return;
    }
    const own = new Set<Range>();
    let frame = 0;
    const look = () => {
      unpaint(own);
      const found = findAll(element, spans, root);
      for (const { range, exact } of found) if (range && exact) own.add(range);
      paint(own);
      setMarks({ margin: inLines(found), at: (x, y) => found.find(({ range }) => range && holds(range, x, y))?.id ?? null });
    };
    const again = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    look();
    // Markdown comes late, messages unfold, windows change.
    const changes = new MutationObserver(again);
    changes.observe(element, { childList: true, characterData: true, subtree: true });
    const sizes = new ResizeObserver(again);
    sizes.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      sizes.disconnect();
      unpaint(own);
    };
  }, [area, spans, root]);
  return marks;
}

interface Found {
  id: string;
  range: Range | null;
  exact: boolean;
  top: number;
}

/** What is shown nowhere stands at the top: it must not be missed. */
function findAll(area: HTMLElement, spans: readonly Span[], root: unknown): Found[] {
  const shown = readShown(area);
  const above = area.getBoundingClientRect().top;
  return spans.map((span) => {
    const match = matchSpan(shown, root, span);
    const range = match && rangeOf(shown, match);
    const box = range && (range.getClientRects()[0] ?? foldOf(range)?.getBoundingClientRect());
    return { id: span.id, range, exact: match?.exact ?? false, top: box ? Math.max(box.top - above, 0) : 0 };
  });
}

/** What hides the range when it is folded. */
const foldOf = (range: Range) => range.startContainer.parentElement?.closest("details:not([open])") ?? null;

function inLines(found: readonly Found[]): MarginMark[] {
  const lines: MarginMark[] = [];
  for (const { id, top } of [...found].sort((a, b) => a.top - b.top)) {
    const line = lines.at(-1);
    if (line && top - line.top < LINE_PIXELS) line.ids.push(id);
    else lines.push({ top, ids: [id] });
  }
  return lines;
}

const holds = (range: Range, x: number, y: number) =>
  [...range.getClientRects()].some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);

/** Painted over the text, without a change to what React has drawn. Older browsers show the marks in the margin only. */
function paint(ranges: ReadonlySet<Range>): void {
  if (typeof Highlight === "undefined") return;
  const highlight = CSS.highlights.get(NAME) ?? new Highlight();
  for (const range of ranges) highlight.add(range);
  CSS.highlights.set(NAME, highlight);
}

function unpaint(ranges: Set<Range>): void {
  if (typeof Highlight === "undefined") return;
  for (const range of ranges) CSS.highlights.get(NAME)?.delete(range);
  ranges.clear();
}
