/** The playback of the trace around, for the views that show it. */
import { createContext, use, useEffect, useMemo, useSyncExternalStore } from "react";
import { useReducedMotion } from "@/lib/media";
import { makeAxis } from "../time-axis";
import { at, type TraceTree } from "../tree";
import { Playback, type StepPhase } from "./playback";
import { isRunning, type Stretches } from "./running-nodes";

const PlaybackContext = createContext<Playback | null>(null);
export const PlaybackProvider = PlaybackContext;
const nothing = () => () => undefined;

export function useNewPlayback(tree: TraceTree, skipGaps: boolean): Playback {
  const playback = useMemo(() => new Playback(tree), [tree]);
  const calm = useReducedMotion();
  useEffect(() => {
    playback.isCalm = calm;
  }, [playback, calm]);
  useEffect(() => {
    playback.skips = skipGaps
      ? makeAxis(tree, true).gaps.map((gap) => ({ fromMs: gap.fromMs, toMs: gap.fromMs + gap.realMs, shownMs: gap.shownMs }))
      : [];
  }, [playback, tree, skipGaps]);
  useEffect(() => () => playback.stop(), [playback]);
  return playback;
}

export function usePlayback(): Playback | null {
  return use(PlaybackContext);
}

/** Draws again only when the phase changes, not with every move of the playhead. */
export function usePhase(row: number): StepPhase {
  const playback = use(PlaybackContext);
  return useSyncExternalStore(playback?.subscribe ?? nothing, () => playback?.phaseOf(row) ?? "off");
}

/** Whether a node of the graph runs at the playhead. */
export function useNodeRuns(stretches: Stretches | undefined): boolean {
  const playback = use(PlaybackContext);
  return useSyncExternalStore(playback?.subscribe ?? nothing, () => {
    const state = playback?.read();
    return state?.isOpen === true && isRunning(stretches, state.atMs);
  });
}

const FOLLOW_MS = 250;

/** Brings the step that began last into view while the trace plays, a few times a second. `rows` are those on the screen. */
export function useFollow(rows: readonly number[], show: (index: number) => void): void {
  const playback = use(PlaybackContext);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` is new with every drawing and always does the same
  useEffect(() => {
    if (!playback) return;
    let byStart: Begin[] | null = null; // put in order when it is played first: a long trace opens without that
    let shown = -1;
    let looked = 0;
    return playback.subscribe(() => {
      const { isPlaying, atMs } = playback.read();
      const now = performance.now();
      if (!isPlaying || now - looked < FOLLOW_MS) return;
      looked = now;
      byStart ??= rows
        .map((row, index) => ({ index, start: at(playback.tree.startMs, row) }))
        .sort((one, other) => one.start - other.start);
      const index = lastBegun(byStart, atMs);
      if (index !== shown && index >= 0) show(index);
      shown = index;
    });
  }, [playback, rows]);
}

interface Begin {
  /** Of a row on the screen. */
  index: number;
  start: number;
}

function lastBegun(byStart: readonly Begin[], ms: number): number {
  let low = 0;
  let high = byStart.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((byStart[middle]?.start ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return byStart[low - 1]?.index ?? -1;
}
