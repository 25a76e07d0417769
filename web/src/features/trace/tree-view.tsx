/** The tree of a trace: virtual rows, subtree totals, heat, keyboard. Draws 50 000 rows as easily as 50. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { ScoreBadge } from "@/components/score-badges";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCompact, formatCost, formatDuration } from "@/lib/format";
import { useFollow, usePhase, usePlayback } from "./playback/use-playback";
import type { ScoreValue } from "./queries";
import { ancestors, at, hasChildren, heat, type TraceTree } from "./tree";
import type { ViewOptions } from "./view-options";

const ROW = 30;
/** A step that runs at the playhead. */
export const PHASE_DURING = "bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]";

export interface TreeProps {
  tree: TraceTree;
  rows: number[];
  collapsed: ReadonlySet<string>;
  onCollapse: (id: string, collapsed: boolean) => void;
  selected: string | null;
  onSelect: (id: string) => void;
  options: ViewOptions;
  scores: ReadonlyMap<string, ScoreValue[]>;
  hits: ReadonlySet<string> | null;
}

export function TreeView(props: TreeProps) {
  const { tree, rows, selected } = props;
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const position = selected === null ? -1 : rows.indexOf(tree.index.get(selected) ?? -1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the choice moves, not when rows fold
  useEffect(() => {
    if (position >= 0) virtualizer.scrollToIndex(position, { align: "auto" });
  }, [selected]);
  const onKeyDown = useTreeKeys(props, position);
  useFollow(rows, (index) => virtualizer.scrollToIndex(index, { align: "auto" }));
  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={t("trace.tree")}
      aria-activedescendant={position >= 0 ? `row-${selected}` : undefined}
      onKeyDown={onKeyDown}
      className="@container min-h-0 flex-1 overflow-auto outline-none focus-visible:ring-2 focus-visible:ring-ring focus-visible:ring-inset"
    >
      <div role="presentation" className="relative min-w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index] ?? 0;
          return <TreeRow key={tree.id[row]} row={row} top={item.start} {...props} />;
        })}
      </div>
    </div>
  );
}

/** Arrows walk and fold as in every tree: up, down, left (fold or go to the parent), right (unfold or go to the first child). */
export function useTreeKeys(props: TreeProps, position: number) {
  const { tree, rows, collapsed, onCollapse, onSelect } = props;
  const go = (index: number) => {
    const id = tree.id[rows[Math.max(0, Math.min(rows.length - 1, index))] ?? -1];
    if (id) onSelect(id);
  };
  const row = rows[position] ?? -1;
  const id = tree.id[row] ?? "";
  const right = () => {
    if (collapsed.has(id)) onCollapse(id, false);
    else if (hasChildren(tree, row)) go(position + 1);
  };
  const left = () => {
    if (hasChildren(tree, row) && !collapsed.has(id)) return onCollapse(id, true);
    const above = tree.id[ancestors(tree, row)[0] ?? -1];
    if (above) onSelect(above);
  };
  const playback = usePlayback();
  const keys: Record<string, () => void> = {
    ...(playback?.read().isOpen && { " ": () => playback.toggle() }),
    ArrowDown: () => go(position + 1),
    ArrowUp: () => go(position - 1),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: right,
    ArrowLeft: left,
  };
  return (event: KeyboardEvent) => {
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };
}

function TreeRow({ row, top, ...props }: TreeProps & { row: number; top: number }) {
  const { tree, collapsed, selected, options, hits } = props;
  const id = tree.id[row] ?? "";
  const chosen = id === selected;
  const phase = usePhase(row);
  return (
    <div
      id={`row-${id}`}
      data-phase={phase}
      role="treeitem"
      tabIndex={-1}
      aria-level={at(tree.depth, row) + 1}
      aria-selected={chosen}
      aria-expanded={hasChildren(tree, row) ? !collapsed.has(id) : undefined}
      onClick={() => props.onSelect(id)}
      onKeyDown={(event) => event.key === "Enter" && props.onSelect(id)}
      className={cn(
        "absolute inset-x-0 flex cursor-pointer items-center gap-1.5 pr-2 text-sm hover:bg-hover",
        chosen && "bg-selected hover:bg-selected",
        hits && !hits.has(id) && "opacity-45",
        phase === "before" && "text-faint",
        phase === "during" && PHASE_DURING,
      )}
      style={{ top, height: ROW, paddingLeft: 6 + at(tree.depth, row) * 14 }}
    >
      <Fold row={row} {...props} />
      <RowName row={row} tree={tree} hit={hits?.has(id) ?? false} scores={options.scores ? props.scores.get(id) : undefined} />
      <RowFigures row={row} tree={tree} options={options} folded={collapsed.has(id)} />
    </div>
  );
}

function RowName({ row, tree, hit, scores }: { row: number; tree: TraceTree; hit: boolean; scores?: ScoreValue[] }) {
  return (
    <>
      <TypeIcon type={tree.type[row] ?? ""} />
      <span className={cn("min-w-12 truncate", hit && "rounded-sm bg-mark px-0.5")}>{tree.name[row] || "–"}</span>
      <LevelMark level={tree.level[row] ?? ""} />
      {scores?.slice(0, 2).map((score) => (
        <ScoreBadge key={score.id} score={score} />
      ))}
    </>
  );
}

function Fold({ row, tree, collapsed, onCollapse }: TreeProps & { row: number }) {
  const t = useT();
  const id = tree.id[row] ?? "";
  const folded = collapsed.has(id);
  if (!hasChildren(tree, row)) return <span className="w-4 shrink-0" />;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t(folded ? "trace.expand" : "trace.collapse")}
      onClick={(event) => {
        event.stopPropagation();
        onCollapse(id, !folded);
      }}
      className="grid size-4 shrink-0 place-items-center rounded-sm text-faint hover:bg-line hover:text-ink"
    >
      <ChevronRight className={cn("size-3.5 transition-transform", !folded && "rotate-90")} aria-hidden />
    </button>
  );
}

/** Duration of a row, and tokens and cost of it with all that stands below. */
export function RowFigures({
  row,
  tree,
  options,
  folded,
}: {
  row: number;
  tree: TraceTree;
  options: ViewOptions;
  folded: boolean;
}) {
  const duration = at(tree.durationMs, row);
  const t = useT();
  const cost = at(tree.totalCost, row);
  const tokens = at(tree.totalTokens, row);
  // A sum is marked, and left out beside an only child of the same sum: it would be read again on every line down to it.
  const sum = hasChildren(tree, row);
  const shown = !sum || folded || at(tree.parent, row) < 0 || cost !== at(tree.totalCost, at(tree.parent, row));
  // Only steps that do the work are coloured: what waits for its children is as slow as they are.
  const coloured = options.heat && !hasChildren(tree, row) && tree.count > 2;
  const costHeat = coloured ? heat(cost, at(tree.totalCost, 0)) : 0;
  const timeHeat = coloured ? heat(duration, tree.lengthMs) : 0;
  return (
    <span className="ml-auto flex shrink-0 items-center gap-2.5 pl-2 text-faint text-xs tabular-nums">
      {options.tokens && shown && tokens > 0 && (
        <span className="hidden @sm:inline" title={sum ? t("trace.sumBelow") : undefined}>
          {sum && "Σ "}
          {formatCompact(tokens)}
        </span>
      )}
      {options.cost && shown && cost > 0 && (
        <span className={cn("hidden @2xs:inline", heatColour(costHeat))} title={sum ? t("trace.sumBelow") : undefined}>
          {sum && "Σ "}
          {formatCost(cost)}
        </span>
      )}
      {options.duration && !Number.isNaN(duration) && <span className={heatColour(timeHeat)}>{formatDuration(duration)}</span>}
    </span>
  );
}

function heatColour(value: number): string {
  if (value > 0.84) return "font-medium text-danger-text";
  if (value > 0.6) return "text-warning-text";
  return "";
}
