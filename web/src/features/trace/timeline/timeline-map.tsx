/** The whole trace in a strip above the timeline, with the stretch on the screen framed: drag it, or double-click to look closer. */
import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { TimeAxis } from "../time-axis";
import type { TraceTree } from "../tree";
import { MAP_COLUMNS, MAP_LANES, mapRuns } from "./map-runs";

interface TimelineMapProps {
  tree: TraceTree;
  rows: readonly number[];
  axis: TimeAxis;
  /** Where the axis begins, its length, and the part of it that is on the screen at once, in pixels. */
  left: number;
  pixels: number;
  seen: number;
  scroller: RefObject<HTMLDivElement | null>;
  /** Look closer at this share of the axis. */
  onFocus: (share: number) => void;
}

export function TimelineMap({ tree, rows, axis, left, pixels, seen, scroller, onFocus }: TimelineMapProps) {
  const strip = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { ran, failed } = useMemo(() => mapRuns(tree, rows, axis), [tree, rows, axis]);
  useEffect(() => {
    const around = scroller.current;
    if (!around) return;
    const draw = () => {
      if (!frame.current) return;
      frame.current.style.left = `${(around.scrollLeft / pixels) * 100}%`;
      frame.current.style.width = `${Math.min(1 - around.scrollLeft / pixels, seen / pixels) * 100}%`;
    };
    draw();
    around.addEventListener("scroll", draw, { passive: true });
    return () => around.removeEventListener("scroll", draw);
  }, [scroller, pixels, seen]);
  const share = (clientX: number) => {
    const box = strip.current?.getBoundingClientRect();
    return box ? Math.max(0, Math.min(1, (clientX - box.left) / box.width)) : 0;
  };
  const show = (clientX: number) => {
    if (scroller.current) scroller.current.scrollLeft = share(clientX) * pixels - seen / 2;
  };
  return (
    <div className="shrink-0 border-line border-b bg-surface py-1 pr-3" style={{ paddingLeft: left }}>
      {/* The keyboard has the buttons for zooming and the arrows of the scrolling timeline. */}
      <div
        ref={strip}
        aria-hidden
        data-testid="timeline-map"
        className="relative h-9 cursor-pointer touch-none overflow-hidden rounded-sm bg-sunken"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          show(event.clientX);
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && show(event.clientX)}
        onDoubleClick={(event) => onFocus(share(event.clientX))}
      >
        <svg
          aria-hidden="true"
          className="size-full"
          viewBox={`0 0 ${MAP_COLUMNS} ${Math.max(1, Math.min(MAP_LANES, rows.length))}`}
          preserveAspectRatio="none"
        >
          <path d={ran} className="fill-current text-faint" />
          <path d={failed} className="fill-current text-danger" />
        </svg>
        <div
          ref={frame}
          data-testid="timeline-window"
          className="pointer-events-none absolute inset-y-0 rounded-sm bg-accent/15 ring-1 ring-accent ring-inset"
        />
      </div>
    </div>
  );
}
