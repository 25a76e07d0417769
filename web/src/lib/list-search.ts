/** What stands behind the `?` of a list page. */
import { optionalText } from "./search-params";

export function readListSearch(search: Record<string, unknown>): { q?: string; range?: string; refresh?: string; view?: string } {
  return {
    q: optionalText(search.q),
    range: optionalText(search.range),
    refresh: optionalText(search.refresh),
    view: optionalText(search.view),
  };
}
