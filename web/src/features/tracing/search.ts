/** The state of the tracing page, as it stands in its URL. */
import { oneOf, optionalText } from "@/lib/search-params";
import type { Subject } from "./queries";

export interface TracingSearch {
  /** The filter, in the filter grammar. */
  q?: string;
  /** See lib/time-range. */
  range?: string;
  rows?: Subject;
  /** `field.asc` or `field.desc`; newest first without it. */
  order?: string;
  /** The saved view it came from; `none` for no view, not even the default. */
  view?: string;
  /** What the chart shows instead of the table; without it there is none. */
  chart?: string;
  /** `live`, or seconds. */
  refresh?: string;
  /** The trace open in the side panel, and the observation in it. */
  peek?: string;
  observation?: string;
}

export function readTracingSearch(search: Record<string, unknown>): TracingSearch {
  return {
    q: optionalText(search.q),
    range: optionalText(search.range),
    rows: oneOf(search.rows, ["traces", "observations"] as const),
    order: optionalText(search.order),
    view: optionalText(search.view),
    chart: optionalText(search.chart),
    refresh: optionalText(search.refresh),
    peek: optionalText(search.peek),
    observation: optionalText(search.observation),
  };
}
