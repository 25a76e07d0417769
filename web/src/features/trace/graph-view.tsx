/** Draws the agent graph. Loaded when it is asked for: React Flow is large. */
import "@xyflow/react/dist/style.css";
import {
  Background,
  Controls,
  type Edge,
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
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";
import { buildGraph, type GraphNode, NODE_HEIGHT, NODE_WIDTH } from "./graph";
import type { TraceTree } from "./tree";

type StepNode = Node<GraphNode & { chosen: boolean }, "step">;
const NODE_TYPES = { step: Step };

interface GraphViewProps {
  tree: TraceTree;
  selected: string | null;
  onSelect: (id: string) => void;
}

export default function GraphView({ tree, selected, onSelect }: GraphViewProps) {
  const t = useT();
  const graph = useMemo(() => buildGraph(tree), [tree]);
  const row = selected === null ? undefined : tree.index.get(selected);
  const chosenKey = row === undefined ? "" : `${tree.type[row]}:${tree.name[row]}`;
  if (!graph) {
    return (
      <EmptyState icon={Waypoints} title={t("trace.graphTooLarge")}>
        {t("trace.graphTooLargeWhy")}
      </EmptyState>
    );
  }
  const nodes: StepNode[] = graph.nodes.map((node) => ({
    id: node.id,
    type: "step",
    position: { x: node.x, y: node.y },
    data: { ...node, chosen: node.id === chosenKey },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
  }));
  const edges: Edge[] = graph.edges.map((edge) => ({
    id: edge.id,
    source: edge.from,
    target: edge.to,
    label: edge.count > 1 ? `${edge.count}×` : undefined,
    markerEnd: { type: MarkerType.ArrowClosed },
  }));
  return (
    <section className="min-h-0 flex-1" aria-label={t("trace.graph")}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
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
    </section>
  );
}

function Step({ data }: NodeProps<StepNode>) {
  const t = useT();
  return (
    <div
      className={cn(
        "flex h-full flex-col justify-center rounded-md border bg-raised px-2.5 text-ink shadow-sm",
        data.failed > 0 ? "border-danger" : "border-line-strong",
        data.chosen && "ring-2 ring-ring",
      )}
    >
      <Handle type="target" position={Position.Top} className="opacity-0" />
      <span className="flex items-center gap-1.5 text-sm">
        <TypeIcon type={data.type} />
        <span className="truncate font-medium">{data.name}</span>
      </span>
      <span className="truncate text-faint text-xs tabular-nums">
        {t.count("trace.calls", data.calls)} · {formatDuration(data.totalMs)}
      </span>
      <Handle type="source" position={Position.Bottom} className="opacity-0" />
    </div>
  );
}
