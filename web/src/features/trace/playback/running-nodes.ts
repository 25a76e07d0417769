/** When the nodes of the agent graph run: the calls of one name, joined to stretches that do not overlap. Pure. */
import { at, type TraceTree } from "../tree";

/** Starts and ends in milliseconds since the trace began, alternating and ascending. */
export type Stretches = Float64Array;

export function runningStretches(tree: TraceTree, keyOf: (row: number) => string): Map<string, Stretches> {
  const spans = new Map<string, [number, number][]>();
  for (let row = 0; row < tree.count; row += 1) {
    const start = at(tree.startMs, row);
    const duration = at(tree.durationMs, row);
    const own = spans.get(keyOf(row)) ?? [];
    own.push([start, Number.isNaN(duration) ? tree.lengthMs : start + duration]);
    spans.set(keyOf(row), own);
  }
  return new Map([...spans].map(([key, own]) => [key, joined(own)]));
}

function joined(spans: [number, number][]): Stretches {
  spans.sort((a, b) => a[0] - b[0]);
  const edges: number[] = [];
  for (const [start, end] of spans) {
    const last = edges.length - 1;
    if (last > 0 && start <= (edges[last] ?? 0)) edges[last] = Math.max(edges[last] ?? 0, end);
    else edges.push(start, end);
  }
  return Float64Array.from(edges);
}

/** Whether one of the stretches holds the moment; both of their ends belong to them. */
export function isRunning(stretches: Stretches | undefined, ms: number): boolean {
  if (!stretches) return false;
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1 || (low > 0 && stretches[low - 1] === ms);
}
