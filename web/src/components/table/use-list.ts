/** What every list asks besides its rows: the pinned stretch of time, the fields of its filter, suggestions and facets. */
import { useQuery } from "@tanstack/react-query";
import { facetsQuery, fieldValuesQuery, filterFieldsQuery, keysQuery, type ListSubject } from "@/api/filter-fields";
import type { FacetsQuery, FilterField, ValuesQuery } from "@/components/filter/fields";
import { parseRefresh } from "@/components/refresh-control";
import { parseRange } from "@/lib/time-range";
import { LIST_RANGE, type ListSearch } from "./list-search";
import { useWindow } from "./use-window";

/** The subjects whose lists are pages of this kind; each has saved views under the same name. */
export type ListName = Exclude<ListSubject, "traces" | "observations">;

export interface ListRequest {
  projectId: string;
  filter: string;
  from: string;
  to: string;
}

export interface ListInUse {
  name: ListName;
  request: ListRequest;
  /** Moves the stretch of time to the present. */
  renew: () => void;
  fields: readonly FilterField[];
  values: ValuesQuery;
  facets: FacetsQuery;
}

const NO_FIELDS: FilterField[] = [];
const SHOWN_VALUES = 30;

export function useList(projectId: string, name: ListName, search: ListSearch): ListInUse {
  const refresh = parseRefresh(search.refresh);
  const { from, to, renew } = useWindow(parseRange(search.range, LIST_RANGE), refresh === "live" ? 0 : refresh);
  const filter = search.q ?? "";
  const fields = useQuery(filterFieldsQuery(projectId, name)).data ?? NO_FIELDS;
  const window = { projectId, subject: name, from, to };
  return {
    name,
    request: { projectId, filter, from, to },
    renew,
    fields,
    values: ({ field, prefix, of }) =>
      of === "keys"
        ? keysQuery(projectId, field === "scores" ? "scores" : "metadata", from, to, prefix)
        : fieldValuesQuery(name, { projectId, from, to, field, containing: prefix }),
    facets: ({ fields: names, containing }) => facetsQuery({ ...window, filter, fields: names, containing, limit: SHOWN_VALUES }),
  };
}
