/** How a trace can be looked at, as it stands in its page's URL. Apart from the page, so that routes can check a URL without it. */
import { oneOf, optionalText } from "@/lib/search-params";

export const TRACE_VIEWS = ["tree", "timeline", "graph", "log"] as const;
export type TraceViewName = (typeof TRACE_VIEWS)[number];
export const STEP_TABS = ["content", "metadata", "scores"] as const;
export type StepTab = (typeof STEP_TABS)[number];

export interface TraceLook {
  /** Of all steps; the tree without it. */
  view?: TraceViewName;
  /** Of the chosen step; its content without it. */
  tab?: StepTab;
  /** What is searched for inside the trace, in the filter grammar. */
  find?: string;
}

export const readTraceLook = (search: Record<string, unknown>): TraceLook => ({
  view: oneOf(search.view, TRACE_VIEWS),
  tab: oneOf(search.tab, STEP_TABS),
  find: optionalText(search.find),
});
