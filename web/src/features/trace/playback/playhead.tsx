/** The line that sweeps the timeline. Moved by hand: React need not draw for it. */
import { type RefObject, useEffect, useRef } from "react";
import type { TimeAxis } from "../time-axis";
import { usePlayback } from "./use-playback";

interface PlayheadProps {
  axis: TimeAxis;
  perMs: number;
  /** Where the axis begins, in pixels. */
  left: number;
  scroller: RefObject<HTMLDivElement | null>;
}

export function Playhead({ axis, perMs, left, scroller }: PlayheadProps) {
  const playback = usePlayback();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!playback) return;
    const draw = () => {
      const { isOpen, isPlaying, atMs } = playback.read();
      if (!line.current) return;
      const place = left + axis.place(atMs) * perMs;
      line.current.hidden = !isOpen;
      line.current.style.transform = `translateX(${place}px)`;
      const around = scroller.current;
      if (!isPlaying || !around || perMs * axis.lengthMs <= around.clientWidth) return;
      if (place < around.scrollLeft + left || place > around.scrollLeft + around.clientWidth)
        around.scrollLeft = place - left - 20;
    };
    draw();
    return playback.subscribe(draw);
  }, [playback, axis, perMs, left, scroller]);
  return (
    <div
      ref={line}
      hidden
      aria-hidden
      data-testid="playhead"
      className="pointer-events-none absolute inset-y-0 left-0 z-[15] w-px bg-accent"
    />
  );
}
