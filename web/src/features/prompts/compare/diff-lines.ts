/** Prepares compared lines for reading: marks what changed inside a line and folds long equal stretches. Pure. */
import type { DiffLine } from "../queries";

export interface ShownLine extends DiffLine {
  /** Offsets into the text between which a line differs from its partner; null when it has none. */
  changed: { start: number; end: number } | null;
}

export interface Block {
  lines: ShownLine[];
  /** How many equal lines were folded away; then `lines` is empty. */
  hidden: number;
}

/** A run of removed lines followed by as many added ones is read as lines that changed, each with its partner. */
export function pairChanges(lines: readonly DiffLine[]): ShownLine[] {
  const shown: ShownLine[] = lines.map((line) => ({ ...line, changed: null }));
  let start = 0;
  while (start < shown.length) {
    const removed = countRun(shown, start, "removed");
    const added = countRun(shown, start + removed, "added");
    for (let place = 0; place < removed && removed === added; place++) {
      markPair(shown[start + place], shown[start + removed + place]);
    }
    start += Math.max(1, removed + added);
  }
  return shown;
}

function countRun(lines: readonly DiffLine[], start: number, kind: DiffLine["kind"]): number {
  let count = 0;
  while (lines[start + count]?.kind === kind) count += 1;
  return count;
}

/** What stays after cutting the common beginning and end. Lines with too little in common are not marked at all. */
function markPair(left: ShownLine | undefined, right: ShownLine | undefined): void {
  if (!left || !right) return;
  const shorter = Math.min(left.text.length, right.text.length);
  let start = 0;
  while (start < shorter && left.text[start] === right.text[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && left.text.at(-1 - tail) === right.text.at(-1 - tail)) tail += 1;
  if ((start + tail) * 3 < shorter) return;
  left.changed = { start, end: left.text.length - tail };
  right.changed = { start, end: right.text.length - tail };
}

/** Equal lines further than `around` from a change are folded, unless folding would save only one or two. */
export function foldEqual(lines: readonly ShownLine[], around: number): Block[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind === "equal") return;
    for (let place = index - around; place <= index + around; place++) near.add(place);
  });
  const blocks: Block[] = [];
  let start = 0;
  while (start < lines.length) {
    const isNear = near.has(start);
    let end = start;
    while (end < lines.length && near.has(end) === isNear) end += 1;
    const run = lines.slice(start, end);
    blocks.push(isNear || run.length <= 2 ? { lines: run, hidden: 0 } : { lines: [], hidden: run.length });
    start = end;
  }
  return blocks;
}
