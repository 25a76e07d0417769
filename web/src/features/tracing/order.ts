/** The order of the table as it stands in the URL: `latency.desc`; nothing for the newest first. Pure. */
import type { Sort } from "@/components/table/data-table";

const NEWEST_FIRST: Sort = { by: "start_time", descending: true };

export function readOrder(order: string): Sort {
  const [by, direction] = order.split(".");
  return by ? { by, descending: direction !== "asc" } : NEWEST_FIRST;
}

export function writeOrder(sort: Sort): string | undefined {
  if (sort.by === NEWEST_FIRST.by && sort.descending) return undefined;
  return `${sort.by}.${sort.descending ? "desc" : "asc"}`;
}
