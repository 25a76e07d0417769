/** What the route hands to the tracing page, and the page to its tables. */
import type { ReactNode } from "react";
import type { FilterField, FilterProblem, ValuesQuery } from "@/components/filter/fields";
import type { TimeRange } from "@/lib/time-range";
import type { BulkActions } from "./bulk-target";
import type { Subject, TableRequest } from "./queries";
import type { TracingSearch } from "./search";

export interface TracingPageProps {
  projectId: string;
  search: TracingSearch;
  /** Changes the URL; `replace` for what should not be a step back. */
  onSearch: (change: Partial<TracingSearch>, options?: { replace?: boolean }) => void;
  /** The content of the side panel, brought by the route. */
  panel: (traceId: string, observationId: string | undefined) => ReactNode;
  /** What an empty project shows instead of the table. */
  firstSteps: ReactNode;
  /** The rows of the table as a chart, brought by the route. */
  chart: (subject: Subject, request: TableRequest, look: string) => ReactNode;
  /** What a chart shows at first. */
  firstChart: string;
  /** What else can be done with chosen rows, brought by the route: datasets, queues, evaluations. */
  bulkActions?: BulkActions;
}

export interface TableProps extends TracingPageProps {
  subject: Subject;
  request: TableRequest;
  live: boolean;
  range: TimeRange;
  setRange: (range: TimeRange) => void;
  setFilter: (filter: string) => void;
  fields: readonly FilterField[];
  suggestions: ValuesQuery;
  problem: FilterProblem | null;
  total: number | undefined;
  bar: ReactNode;
  strip: ReactNode;
}
