/** The agent graph of a trace: calls of the same name become one node, or each call its own; edges say who called or followed whom. Pure but for layout. */
import { graphlib, layout } from "@dagrejs/dagre";
import { at, type TraceTree } from "../tree";

export type GraphNode = {
  id: string;
  name: string;
  type: string;
  calls: number;
  failed: number;
  totalMs: number;
  /** The first call, to jump to. */
  observationId: string;
  x: number;
  y: number;
};

export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  count: number;
  /** It leads up again or to the same node: a loop. Drawn at the side, where it does not hide behind nodes. */
  back: boolean;
}

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 54;
const STEPS = new Set(["AGENT", "TOOL", "GENERATION", "RETRIEVER", "EMBEDDING", "EVALUATOR", "GUARDRAIL", "CHAIN"]);
const MOST_NODES = 150;
/** More are a thicket, and laying them out keeps the page from answering for seconds. */
const MOST_EDGES = 500;

/** Calls of the same type and name are one node, unless every call is to have its own. */
export const nodeKey = (tree: TraceTree, row: number, everyCall: boolean) =>
  everyCall ? (tree.id[row] ?? "") : `${tree.type[row]}:${tree.name[row]}`;

/** Steps that mean something to an agent; plain spans only where nothing else is there. Null when the trace is too wide to draw. */
export function buildGraph(tree: TraceTree, everyCall = false): { nodes: GraphNode[]; edges: GraphEdge[] } | null {
  const meaningful = tree.type.some((type) => STEPS.has(type) && type !== "CHAIN");
  const counts = (row: number) =>
    !meaningful || (STEPS.has(tree.type[row] ?? "") && tree.type[row] !== "CHAIN") || at(tree.parent, row) < 0;
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const owner = new Int32Array(tree.count).fill(-1);
  const lastChild = new Map<number, number>();
  const key = (row: number) => nodeKey(tree, row, everyCall);
  for (let row = 0; row < tree.count; row += 1) {
    const parent = at(tree.parent, row);
    const above = parent < 0 ? -1 : counts(parent) ? parent : (owner[parent] ?? -1);
    owner[row] = above;
    if (!counts(row)) continue;
    addCall(nodes, tree, row, key(row));
    if (nodes.size > MOST_NODES) return null;
    const before = lastChild.get(above);
    const from = before === undefined || overlaps(tree, before, row) ? above : before;
    if (from >= 0) addEdge(edges, key(from), key(row));
    if (edges.size > MOST_EDGES) return null;
    lastChild.set(above, row);
  }
  place(nodes, edges);
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function addCall(nodes: Map<string, GraphNode>, tree: TraceTree, row: number, id: string): void {
  const node = nodes.get(id) ?? {
    id,
    name: tree.name[row] ?? "",
    type: tree.type[row] ?? "",
    calls: 0,
    failed: 0,
    totalMs: 0,
    observationId: tree.id[row] ?? "",
    x: 0,
    y: 0,
  };
  node.calls += 1;
  if (tree.level[row] === "ERROR") node.failed += 1;
  const duration = at(tree.durationMs, row);
  if (!Number.isNaN(duration)) node.totalMs += duration;
  nodes.set(id, node);
}

/** Two siblings that ran at the same time did not follow each other. */
function overlaps(tree: TraceTree, before: number, row: number): boolean {
  const duration = at(tree.durationMs, before);
  return at(tree.startMs, before) + (Number.isNaN(duration) ? 0 : duration) > at(tree.startMs, row) + 1;
}

function addEdge(edges: Map<string, GraphEdge>, from: string, to: string): void {
  const id = `${from}→${to}`;
  const edge = edges.get(id) ?? { id, from, to, count: 0, back: false };
  edge.count += 1;
  edges.set(id, edge);
}

function place(nodes: Map<string, GraphNode>, edges: Map<string, GraphEdge>): void {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 52 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes.values()) graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edges.values()) if (edge.from !== edge.to) graph.setEdge(edge.from, edge.to);
  layout(graph);
  for (const node of nodes.values()) {
    const placed = graph.node(node.id);
    node.x = placed.x - NODE_WIDTH / 2;
    node.y = placed.y - NODE_HEIGHT / 2;
  }
  for (const edge of edges.values()) edge.back = (nodes.get(edge.to)?.y ?? 0) <= (nodes.get(edge.from)?.y ?? 0);
}
