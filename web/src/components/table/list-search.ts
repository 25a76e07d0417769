/** The state of a list, as it stands in the URL of its page. */

export interface ListSearch {
  /** The filter, in the filter grammar. */
  q?: string;
  range?: string;
  /** Seconds. */
  refresh?: string;
  /** The saved view it came from; `none` for no view, not even the default. */
  view?: string;
}

export const LIST_RANGE = "7d";
