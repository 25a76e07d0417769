/** Where moments of a trace lie on a horizontal axis, with idle gaps compressed on demand. Pure. */
import { at, type TraceTree } from "./tree";

export interface TimeAxis {
  /** Length of the axis in its own milliseconds; gaps that were compressed count as little. */
  lengthMs: number;
  /** Own position of a moment (milliseconds since the trace began). */
  place: (ms: number) => number;
  /** Gaps that were compressed, in axis positions, with their real length. */
  gaps: { at: number; fromMs: number; realMs: number; shownMs: number }[];
}

const GAP_SHARE = 0.04;
const SHOWN_SHARE = 0.012;

export function makeAxis(tree: TraceTree, compress: boolean): TimeAxis {
  const length = Math.max(tree.lengthMs, 0.001);
  if (!compress) return { lengthMs: length, place: (ms) => ms, gaps: [] };
  const gaps = idleGaps(tree, length * GAP_SHARE);
  const shown = length * SHOWN_SHARE;
  const saved = (ms: number) =>
    gaps.reduce(
      (sum, gap) =>
        sum +
        (ms >= gap.to ? gap.to - gap.from - shown : ms > gap.from ? (ms - gap.from) * (1 - shown / (gap.to - gap.from)) : 0),
      0,
    );
  const place = (ms: number) => ms - saved(ms);
  return {
    lengthMs: place(length),
    place,
    gaps: gaps.map((gap) => ({
      at: (place(gap.from) + place(gap.to)) / 2,
      fromMs: gap.from,
      realMs: gap.to - gap.from,
      shownMs: shown,
    })),
  };
}

/** Stretches longer than `shortest` in which no leaf runs: a parent that only waits does not count as work. */
function idleGaps(tree: TraceTree, shortest: number): { from: number; to: number }[] {
  const busy: [number, number][] = [];
  for (let row = 0; row < tree.count; row += 1) {
    if (at(tree.end, row) > row + 1) continue;
    const start = at(tree.startMs, row);
    const duration = at(tree.durationMs, row);
    busy.push([start, start + (Number.isNaN(duration) ? 0 : duration)]);
  }
  busy.sort((a, b) => a[0] - b[0]);
  const gaps: { from: number; to: number }[] = [];
  let reached = 0;
  for (const [start, end] of busy) {
    if (start - reached > shortest) gaps.push({ from: reached, to: start });
    reached = Math.max(reached, end);
  }
  if (tree.lengthMs - reached > shortest) gaps.push({ from: reached, to: tree.lengthMs });
  return gaps;
}

/** Round positions for about `wanted` marks on an axis of this length, in milliseconds. */
export function axisTicks(lengthMs: number, wanted: number): number[] {
  const rough = lengthMs / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let mark = 0; mark <= lengthMs * 1.0001; mark += step) ticks.push(mark);
  return ticks;
}
