/** A playhead that sweeps a trace. State outside of React: sixty times a second only what changes its look is drawn again. */
import { at, type TraceTree } from "../tree";

export type StepPhase = "off" | "before" | "during" | "after";

/** An idle stretch of the trace, in milliseconds since it began, that is passed in `shownMs`. */
export interface Skip {
  fromMs: number;
  toMs: number;
  shownMs: number;
}

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800] as const;
/** A trace is played in about this time unless the reader chooses otherwise. */
const WISHED_MS = 10_000;
/** Readers who want less motion get a new picture only so often. */
const CALM_MS = 600;

export function fittingSpeed(lengthMs: number): number {
  const wished = lengthMs / WISHED_MS;
  return SPEEDS.reduce(
    (best, speed) => (Math.abs(Math.log(speed / wished)) < Math.abs(Math.log(best / wished)) ? speed : best),
    1,
  );
}

/** Where the playhead is after so much time of the trace, running fast through what is skipped. */
export function advance(atMs: number, byMs: number, skips: readonly Skip[]): number {
  let now = atMs;
  let left = byMs;
  for (const skip of skips) {
    if (skip.toMs <= now) continue;
    const before = Math.max(0, skip.fromMs - now);
    if (left <= before) break;
    now += before;
    left -= before;
    const factor = (skip.toMs - skip.fromMs) / Math.max(skip.shownMs, 0.001);
    const inside = skip.toMs - now;
    if (left * factor <= inside) return now + left * factor;
    now = skip.toMs;
    left -= inside / factor;
  }
  return now + left;
}

export interface PlaybackState {
  isOpen: boolean;
  isPlaying: boolean;
  speed: number;
  atMs: number;
}

export class Playback {
  skips: readonly Skip[] = [];
  /** Fewer pictures, for readers who want less motion. */
  isCalm = false;
  private state: PlaybackState;
  private readonly listeners = new Set<() => void>();
  private frame = 0;
  private lastFrame = 0;
  private shownAt = 0;

  constructor(readonly tree: TraceTree) {
    this.state = { isOpen: false, isPlaying: false, speed: fittingSpeed(Math.max(tree.lengthMs, 0.001)), atMs: 0 };
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly read = () => this.state;

  /** Whether a step is yet to come, running, or over. One whose end is missing runs to the end of the trace. */
  phaseOf(row: number): StepPhase {
    const { isOpen, atMs } = this.state;
    if (!isOpen) return "off";
    const start = at(this.tree.startMs, row);
    const duration = at(this.tree.durationMs, row);
    if (atMs < start) return "before";
    return Number.isNaN(duration) || atMs <= start + duration ? "during" : "after";
  }

  open(): void {
    this.change({ isOpen: true });
    this.play();
  }

  close(): void {
    this.pause();
    this.change({ isOpen: false, atMs: 0 });
  }

  toggle(): void {
    if (!this.state.isOpen) this.open();
    else if (this.state.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    const atMs = this.state.atMs >= this.tree.lengthMs ? 0 : this.state.atMs;
    this.change({ isPlaying: true, atMs });
    this.lastFrame = 0;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.step);
  }

  pause(): void {
    cancelAnimationFrame(this.frame);
    this.change({ isPlaying: false });
  }

  moveTo(atMs: number): void {
    this.change({ atMs: Math.max(0, Math.min(this.tree.lengthMs, atMs)) });
  }

  setSpeed(speed: number): void {
    this.change({ speed });
  }

  /** To be called when nobody looks any more. */
  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private readonly step = (now: number) => {
    const elapsed = this.lastFrame === 0 ? 0 : Math.min(now - this.lastFrame, CALM_MS * 2);
    if (!this.isCalm || this.lastFrame === 0 || now - this.shownAt >= CALM_MS) {
      const atMs = advance(this.state.atMs, elapsed * this.state.speed, this.skips);
      this.lastFrame = now;
      this.shownAt = now;
      const isOver = atMs >= this.tree.lengthMs;
      this.change(isOver ? { atMs: this.tree.lengthMs, isPlaying: false } : { atMs });
      if (isOver) return;
    }
    this.frame = requestAnimationFrame(this.step);
  };

  private change(change: Partial<PlaybackState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of [...this.listeners]) listener();
  }
}
