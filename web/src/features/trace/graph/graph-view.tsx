/** Draws the agent graph. Loaded when it is asked for: React Flow is large. */
import "@xyflow/react/dist/style.css";
import {
  Background,
  BaseEdge,
  Controls,
  type Edge,
  type EdgeProps,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import { Waypoints } from "lucide-react";
import { useMemo } from "react";
import { EmptyState } from "@/components/empty-state";
import { TypeIcon } from "@/components/observation-type";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";
import { runningStretches, type Stretches } from "../playback/running-nodes";
import { useNodeRuns } from "../playback/use-playback";
import type { TraceTree } from "../tree";
import { buildGraph, type GraphNode, NODE_HEIGHT, NODE_WIDTH, nodeKey } from "./graph";

type StepNode = Node<GraphNode & { everyCall: boolean; chosen: boolean; stretches: Stretches | undefined }, "step">;
const NODE_TYPES = { step: Step };
const EDGE_TYPES = { loop: LoopEdge };

/** React Flow's own colours are those of a light page. */
const COLOURS = cn(
  "[--xy-controls-button-background-color:var(--color-raised)] [--xy-controls-button-color:var(--color-ink)]",
  "[--xy-controls-button-background-color-hover:var(--color-hover)] [--xy-controls-button-color-hover:var(--color-ink)]",
  "[--xy-controls-button-border-color:var(--color-line)]",
  "[--xy-edge-label-background-color:var(--color-surface)] [--xy-edge-label-color:var(--color-soft)]",
);

interface GraphViewProps {
  tree: TraceTree;
  selected: string | null;
  onSelect: (id: string) => void;
  everyCall: boolean;
  onEveryCall: (everyCall: boolean) => void;
}

export default function GraphView(props: GraphViewProps) {
  const t = useT();
  const { everyCall, onEveryCall } = props;
  return (
    <section className="flex min-h-0 flex-1 flex-col" aria-label={t("trace.graph")}>
      <div className="flex shrink-0 justify-end border-line border-b px-2 py-1.5">
        <Segmented
          value={everyCall ? "calls" : "names"}
          onValueChange={(next) => onEveryCall(next === "calls")}
          aria-label={t("trace.graphNodes")}
          className="h-7"
          options={[
            { value: "names", label: t("trace.graphNames") },
            { value: "calls", label: t("trace.graphCalls") },
          ]}
        />
      </div>
      <Drawing key={String(everyCall)} {...props} />
    </section>
  );
}

function Drawing({ tree, selected, onSelect, everyCall }: GraphViewProps) {
  const t = useT();
  const graph = useMemo(() => buildGraph(tree, everyCall), [tree, everyCall]);
  const stretches = useMemo(
    () => (graph ? runningStretches(tree, (row) => nodeKey(tree, row, everyCall)) : new Map<string, Stretches>()),
    [tree, everyCall, graph],
  );
  const row = selected === null ? undefined : tree.index.get(selected);
  const chosenKey = row === undefined ? "" : nodeKey(tree, row, everyCall);
  if (!graph) {
    return (
      <EmptyState icon={Waypoints} title={t(everyCall ? "trace.graphTooLong" : "trace.graphTooLarge")}>
        {t(everyCall ? "trace.graphTooLongWhy" : "trace.graphTooLargeWhy")}
      </EmptyState>
    );
  }
  const nodes: StepNode[] = graph.nodes.map((node) => ({
    id: node.id,
    type: "step",
    position: { x: node.x, y: node.y },
    data: { ...node, everyCall, chosen: node.id === chosenKey, stretches: stretches.get(node.id) },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
  }));
  const edges: Edge[] = graph.edges.map((edge) => ({
    id: edge.id,
    source: edge.from,
    target: edge.to,
    ...(edge.back && { type: "loop", sourceHandle: "loop", targetHandle: "loop" }),
    label: edge.count > 1 ? `${edge.count}×` : undefined,
    markerEnd: { type: MarkerType.ArrowClosed },
  }));
  return (
    <div className="min-h-0 flex-1">
      <ReactFlow
        className={COLOURS}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.1}
        onNodeClick={(_, node) => onSelect(node.data.observationId)}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

/** An edge that leads up again, or to where it began, in a bow to the right of the nodes. */
function LoopEdge({ id, sourceX, sourceY, targetX, targetY, label, markerEnd }: EdgeProps) {
  const same = Math.abs(sourceY - targetY) < 1;
  const [from, to] = same ? [sourceY + NODE_HEIGHT / 4, targetY - NODE_HEIGHT / 4] : [sourceY, targetY];
  const reach = Math.max(sourceX, targetX) + (same ? 44 : 40 + Math.min(160, Math.abs(from - to) / 4));
  const path = `M ${sourceX} ${from} C ${reach} ${from}, ${reach} ${to}, ${targetX + 2} ${to}`;
  // The middle of a cubic whose two control points share their x.
  const middle = (sourceX + targetX) / 8 + (reach * 3) / 4;
  return <BaseEdge id={id} path={path} markerEnd={markerEnd} label={label} labelX={middle} labelY={(from + to) / 2} />;
}

function Step({ data }: NodeProps<StepNode>) {
  const t = useT();
  const runs = useNodeRuns(data.stretches);
  return (
    <div
      data-runs={runs}
      className={cn(
        "flex h-full flex-col justify-center rounded-md border bg-raised px-2.5 text-ink shadow-sm",
        data.failed > 0 ? "border-danger" : "border-line-strong",
        data.chosen && "ring-2 ring-ring",
        runs && "border-accent bg-accent-soft ring-2 ring-accent",
      )}
    >
      <Handle type="target" position={Position.Top} className="opacity-0" />
      <span className="flex items-center gap-1.5 text-sm">
        <TypeIcon type={data.type} />
        <span className="truncate font-medium">{data.name}</span>
      </span>
      <span className="truncate text-faint text-xs tabular-nums">
        {!data.everyCall && `${t.count("trace.calls", data.calls)} · `}
        {formatDuration(data.totalMs)}
      </span>
      <Handle type="source" position={Position.Bottom} className="opacity-0" />
      <Handle id="loop" type="source" position={Position.Right} className="opacity-0" />
      <Handle id="loop" type="target" position={Position.Right} className="opacity-0" />
    </div>
  );
}
