/** What the view of a trace is given by the page or panel around it. */
import type { ReactNode } from "react";
import type { Quotes } from "@/components/quotes/use-quotes";
import type { TraceSource } from "./trace-source";
import type { TraceLook } from "./views";

export interface TraceViewProps {
  projectId: string;
  traceId: string;
  /** The chosen step; null chooses the root. */
  observationId: string | null;
  onSelect: (observationId: string) => void;
  look: TraceLook;
  onLook: (change: TraceLook) => void;
  /** Called after the trace was deleted. */
  onDeleted?: () => void;
  /** Where it is read from; as somebody of the project, unless said otherwise. */
  source?: TraceSource;
  /** Links of the trace to other pages, made by the route. */
  links: TraceLinks;
  /** Judging and commenting on the trace or one of its steps, brought by the route; comments on parts of it through `quotes`. */
  judge?: Judging;
  /** Buttons of the frame around (close, open as page, next). */
  frame?: ReactNode;
}

export type Judging = (target: JudgedTarget, quotes?: Quotes) => ReactNode;

export interface JudgedTarget {
  traceId: string;
  observationId?: string;
}

export interface TraceLinks {
  session?: (id: string) => ReactNode;
  user?: (id: string) => ReactNode;
}
