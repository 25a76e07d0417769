/** What the reader wants to see beside each step; kept in this browser. */
export interface ViewOptions {
  duration: boolean;
  cost: boolean;
  tokens: boolean;
  scores: boolean;
  heat: boolean;
  compressGaps: boolean;
  /** In the graph: a node for each call instead of one for all calls of a name. */
  everyCall: boolean;
  minimumLevel: "DEBUG" | "DEFAULT" | "WARNING" | "ERROR";
}

export const DEFAULT_OPTIONS: ViewOptions = {
  duration: true,
  cost: true,
  tokens: true,
  scores: true,
  heat: true,
  compressGaps: false,
  everyCall: false,
  minimumLevel: "DEBUG",
};
