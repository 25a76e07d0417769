/** Which rows a bulk action is about. Pure. */
import type { ReactNode } from "react";
import type { Subject, TableRequest } from "./queries";

/** A row's trace, and its observation when observations are listed. */
export interface Place {
  traceId: string;
  observationId?: string;
}

/** The rows of an action: these, or all that the request finds, of which there are `total`. */
export type BulkTarget =
  | { kind: "rows"; subject: Subject; request: TableRequest; places: readonly Place[] }
  | { kind: "matching"; subject: Subject; request: TableRequest; total: number };

/** Buttons for the bar. `onDone` ends the choice of rows. */
export type BulkActions = (target: BulkTarget, onDone: () => void) => ReactNode;

export interface BulkActionProps {
  projectId: string;
  target: BulkTarget;
  onDone: () => void;
  /** A job was started that can be watched. */
  onStarted: (jobId: string) => void;
}

/** The traces of chosen rows, each once. */
export function tracesOf(places: readonly Place[]): string[] {
  return [...new Set(places.map((place) => place.traceId))];
}
