/** Where a trace is read from: as somebody of its project, or as a stranger with a public link, who may only read. */
import { createContext, use } from "react";
import { projectMedia } from "./content/media-address";
import {
  logQuery,
  observationQuery,
  type Payload,
  type PayloadPiece,
  readPayload,
  searchQuery,
  traceQuery,
  treeQuery,
} from "./queries";

export interface TraceSource {
  projectId: string;
  traceId: string;
  /** Read by a public link: nothing can be changed, and nothing leads into the project. */
  isShared: boolean;
  header: () => ReturnType<typeof traceQuery>;
  tree: () => ReturnType<typeof treeQuery>;
  observation: (observationId: string) => ReturnType<typeof observationQuery>;
  log: () => ReturnType<typeof logQuery>;
  search: (text: string) => ReturnType<typeof searchQuery>;
  payload: (piece: PayloadPiece) => Promise<Payload>;
  mediaAddress: (mediaId: string) => string;
}

export function ownTrace(projectId: string, traceId: string): TraceSource {
  return {
    projectId,
    traceId,
    isShared: false,
    header: () => traceQuery(projectId, traceId),
    tree: () => treeQuery(projectId, traceId),
    observation: (id) => observationQuery(projectId, traceId, id),
    log: () => logQuery(projectId, traceId),
    search: (text) => searchQuery(projectId, traceId, text),
    payload: (piece) => readPayload(projectId, traceId, piece),
    mediaAddress: projectMedia(projectId),
  };
}

const SourceContext = createContext<TraceSource | null>(null);
export const TraceSourceProvider = SourceContext;

/** Only below a trace. */
export function useTraceSource(): TraceSource {
  const source = use(SourceContext);
  if (!source) throw new Error("No trace around.");
  return source;
}
