/** The ways to look at the steps of a trace, as they stand in the URL. */

export const TRACE_VIEWS = ["tree", "timeline", "graph", "log"] as const;
export type TraceViewName = (typeof TRACE_VIEWS)[number];
