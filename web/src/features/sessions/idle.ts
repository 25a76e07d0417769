/** How long nothing ran before each step of a turn. Pure. */

interface Timed {
  id: string;
  parent_id: string;
  start_time: string;
  end_time: string | null;
}

/** Milliseconds by step, oldest step first; 0 for the first. Steps that hold others run while those rest, so they do not count. */
export function idleBefore(steps: readonly Timed[]): number[] {
  const holders = new Set(steps.map((step) => step.parent_id));
  let ended: number | null = null;
  return steps.map((step) => {
    const start = Date.parse(step.start_time);
    const idle = ended === null ? 0 : Math.max(0, start - ended);
    if (!holders.has(step.id)) ended = Math.max(ended ?? start, step.end_time === null ? start : Date.parse(step.end_time));
    return idle;
  });
}
