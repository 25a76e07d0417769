/** The trace on a time axis: the same rows as the tree, as bars; zoom with the wheel and Ctrl, or with the buttons. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Minus, Plus, Scan } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { LevelMark, TypeIcon, typeColour } from "@/components/observation-type";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCost, formatDuration } from "@/lib/format";
import { Playhead } from "../playback/playhead";
import { useFollow, usePhase } from "../playback/use-playback";
import { axisTicks, makeAxis, type TimeAxis } from "../time-axis";
import { at, hasChildren } from "../tree";
import { PHASE_DURING, type TreeProps, useTreeKeys } from "../tree-view";
import { TimelineMap } from "./timeline-map";

const ROW = 28;
const NAMES = 190;
/** Room for the figures behind the last bar. */
const LABELS = 130;
const MOST_ZOOM = 400;
/** How much closer a double-click on the map looks. */
const CLOSER = 4;

export function TimelineView(props: TreeProps) {
  const { tree, rows, selected, options } = props;
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [width, setWidth] = useState(600);
  const axis = useMemo(() => makeAxis(tree, options.compressGaps), [tree, options.compressGaps]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    paddingStart: 26,
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(Math.max(120, element.clientWidth - NAMES - LABELS)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setZoom((now) => Math.max(1, Math.min(MOST_ZOOM, now * (event.deltaY < 0 ? 1.25 : 0.8))));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);
  const position = selected === null ? -1 : rows.indexOf(tree.index.get(selected) ?? -1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the choice moves
  useEffect(() => {
    if (position >= 0) virtualizer.scrollToIndex(position, { align: "auto" });
  }, [selected]);
  const onKeyDown = useTreeKeys(props, position);
  useFollow(rows, (index) => virtualizer.scrollToIndex(index, { align: "auto" }));
  const pixels = width * zoom;
  const perMs = pixels / axis.lengthMs;
  const focus = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (focus.current !== null && scroller.current) scroller.current.scrollLeft = focus.current * pixels - (width + LABELS) / 2;
    focus.current = null;
  }, [pixels, width]);
  const lookCloser = (share: number) => {
    if (zoom < MOST_ZOOM) focus.current = share;
    setZoom(Math.min(MOST_ZOOM, zoom * CLOSER));
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <TimelineMap
        tree={tree}
        rows={rows}
        axis={axis}
        left={NAMES}
        pixels={pixels}
        seen={width + LABELS}
        scroller={scroller}
        onFocus={lookCloser}
      />
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={t("trace.timeline")}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-auto outline-none focus-visible:ring-2 focus-visible:ring-ring focus-visible:ring-inset"
      >
        <div
          role="presentation"
          className="relative"
          style={{ height: virtualizer.getTotalSize(), width: NAMES + pixels + LABELS }}
        >
          <Ruler axis={axis} perMs={perMs} pixels={pixels} />
          <Playhead axis={axis} perMs={perMs} left={NAMES} scroller={scroller} />
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index] ?? 0;
            return <Bar key={tree.id[row]} row={row} top={item.start} axis={axis} perMs={perMs} {...props} />;
          })}
        </div>
      </div>
      <div className="absolute right-3 bottom-3 flex rounded-md bg-raised shadow-md ring-1 ring-line">
        <Button variant="ghost" size="icon-sm" aria-label={t("trace.zoomOut")} onClick={() => setZoom(Math.max(1, zoom / 1.6))}>
          <Minus aria-hidden />
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={t("trace.zoomFit")} onClick={() => setZoom(1)}>
          <Scan aria-hidden />
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("trace.zoomIn")}
          onClick={() => setZoom(Math.min(MOST_ZOOM, zoom * 1.6))}
        >
          <Plus aria-hidden />
        </Button>
      </div>
    </div>
  );
}

function Ruler({ axis, perMs, pixels }: { axis: TimeAxis; perMs: number; pixels: number }) {
  const t = useT();
  const ticks = axis.gaps.length > 0 ? [] : axisTicks(axis.lengthMs, pixels / 90);
  return (
    <div className="sticky top-0 z-20 h-[26px] border-line border-b bg-surface" aria-hidden>
      {ticks.map((tick) => (
        <span
          key={tick}
          className="absolute top-1.5 border-line border-l pl-1 text-2xs text-faint tabular-nums"
          style={{ left: NAMES + tick * perMs }}
        >
          {formatDuration(tick)}
        </span>
      ))}
      {axis.gaps.map((gap) => (
        <span
          key={gap.at}
          className="-translate-x-1/2 absolute top-1 rounded-sm bg-sunken px-1 text-2xs text-faint tabular-nums ring-1 ring-line"
          style={{ left: NAMES + gap.at * perMs }}
          title={t("trace.gap", { duration: formatDuration(gap.realMs) })}
        >
          ⋯ {formatDuration(gap.realMs)}
        </span>
      ))}
    </div>
  );
}

function Bar(props: TreeProps & { row: number; top: number; axis: TimeAxis; perMs: number }) {
  const { tree, row, top, axis, perMs, selected, onSelect, hits, options } = props;
  const id = tree.id[row] ?? "";
  const start = at(tree.startMs, row);
  const duration = at(tree.durationMs, row);
  const left = axis.place(start) * perMs;
  const length = Number.isNaN(duration) ? 0 : (axis.place(start + duration) - axis.place(start)) * perMs;
  const chosen = id === selected;
  const failed = tree.level[row] === "ERROR";
  const phase = usePhase(row);
  return (
    <div
      role="treeitem"
      data-phase={phase}
      tabIndex={-1}
      aria-level={at(tree.depth, row) + 1}
      aria-selected={chosen}
      onClick={() => onSelect(id)}
      onKeyDown={(event) => event.key === "Enter" && onSelect(id)}
      className={cn(
        "group absolute inset-x-0 cursor-pointer hover:bg-hover",
        chosen && "bg-selected hover:bg-selected",
        hits && !hits.has(id) && "opacity-45",
      )}
      style={{ top, height: ROW }}
    >
      <span
        className={cn(
          "sticky left-0 z-10 flex h-full items-center gap-1.5 truncate border-line border-r bg-surface pr-2 text-xs group-hover:bg-hover",
          chosen && "bg-selected group-hover:bg-selected",
          phase === "during" && PHASE_DURING,
        )}
        style={{ width: NAMES, paddingLeft: 6 + Math.min(at(tree.depth, row), 8) * 8 }}
      >
        <TypeIcon type={tree.type[row] ?? ""} className="size-3" />
        <span className="truncate">{tree.name[row]}</span>
        <LevelMark level={tree.level[row] ?? ""} className="size-3" />
      </span>
      <span
        className={cn("absolute top-1.5 h-4 min-w-0.5 rounded-sm", failed ? "text-danger" : typeColour(tree.type[row] ?? ""))}
        style={{ left: NAMES + left, width: Math.max(2, length) }}
      >
        <span
          className={cn(
            "absolute inset-0 rounded-sm bg-current",
            hasChildren(tree, row) ? "opacity-30" : "opacity-65",
            phase === "before" && "opacity-15",
            phase === "during" && "opacity-100",
          )}
        />
      </span>
      <span
        className="absolute top-1.5 whitespace-nowrap pl-1.5 text-2xs text-faint tabular-nums leading-4"
        style={{ left: NAMES + left + Math.max(2, length) }}
      >
        {options.duration && !Number.isNaN(duration) && formatDuration(duration)}
        {options.cost && at(tree.cost, row) > 0 && ` · ${formatCost(at(tree.cost, row))}`}
      </span>
    </div>
  );
}
