/** The bars of a timeline as few as a small map can show: a grid of lanes and columns, filled where steps run. Pure. */
import type { TimeAxis } from "../time-axis";
import { at, type TraceTree } from "../tree";

export const MAP_COLUMNS = 400;
export const MAP_LANES = 18;

/** Outlines for an SVG path, one square unit a cell: what ran, and what failed. `rows` are those on the screen, in their order. */
export function mapRuns(tree: TraceTree, rows: readonly number[], axis: TimeAxis): { ran: string; failed: string } {
  const lanes = Math.max(1, Math.min(MAP_LANES, rows.length));
  const cells = new Uint8Array(lanes * MAP_COLUMNS);
  const column = (ms: number) => Math.min(MAP_COLUMNS - 1, Math.floor((axis.place(ms) / axis.lengthMs) * MAP_COLUMNS));
  for (const [index, row] of rows.entries()) {
    const start = at(tree.startMs, row);
    const duration = at(tree.durationMs, row);
    const lane = Math.floor((index * lanes) / rows.length) * MAP_COLUMNS;
    const mark = tree.level[row] === "ERROR" ? 2 : 1;
    const last = column(start + (Number.isNaN(duration) ? 0 : duration));
    for (let cell = column(start); cell <= last; cell += 1) cells[lane + cell] = Math.max(cells[lane + cell] ?? 0, mark);
  }
  return { ran: outline(cells, 1), failed: outline(cells, 2) };
}

function outline(cells: Uint8Array, mark: number): string {
  let path = "";
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (cells[cell] !== mark) continue;
    const lane = Math.floor(cell / MAP_COLUMNS);
    const first = cell;
    while (cell + 1 < (lane + 1) * MAP_COLUMNS && cells[cell + 1] === mark) cell += 1;
    path += `M${first % MAP_COLUMNS} ${lane}h${cell - first + 1}v.8h-${cell - first + 1}z`;
  }
  return path;
}
