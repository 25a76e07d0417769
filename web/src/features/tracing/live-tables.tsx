/** The two tables, each with its rows, its columns and what arrives live. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "@/api/live";
import { readAnew } from "@/api/query-client";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { observationColumns } from "./columns/observation-columns";
import { traceColumns } from "./columns/trace-columns";
import type { TableProps } from "./props";
import {
  keysInsideQuery,
  newestObservationsQuery,
  newestTracesQuery,
  type ObservationRow,
  observationsQuery,
  type TableRequest,
  type TraceRow,
  tracesQuery,
} from "./queries";
import { TableBody } from "./table-body";

/** How often to ask for new rows while they are not pushed. */
const ASK_MS = 2500;
const NO_NAMES: string[] = [];

const traceKey = (row: TraceRow) => row.id;
const placeOfTrace = (row: TraceRow) => ({ traceId: row.id });
const observationKey = (row: ObservationRow) => `${row.trace_id}:${row.id}`;
const placeOfObservation = (row: ObservationRow) => ({ traceId: row.trace_id, observationId: row.id });

export function TraceTable(props: TableProps) {
  const t = useT();
  const { projectId, request, live } = props;
  const pages = useInfiniteQuery(tracesQuery(request));
  const everyMs = useAskEvery(projectId, live);
  const newest = useQuery({ ...newestTracesQuery(projectId, request.filter, everyMs), enabled: live });
  const names = useScoreNames(request);
  const columns = useMemo(() => traceColumns(t, projectId, names), [t, projectId, names]);
  const arrived = live ? newest.data : undefined;
  return <TableBody {...props} columns={columns} pages={pages} arrived={arrived} idOf={traceKey} placeOf={placeOfTrace} />;
}

export function ObservationTable(props: TableProps) {
  const t = useT();
  const { projectId, request, live } = props;
  const pages = useInfiniteQuery(observationsQuery(request));
  const everyMs = useAskEvery(projectId, live);
  const newest = useQuery({ ...newestObservationsQuery(projectId, request.filter, everyMs), enabled: live });
  const names = useScoreNames(request);
  const columns = useMemo(() => observationColumns(t, projectId, names), [t, projectId, names]);
  const arrived = live ? newest.data : undefined;
  return (
    <TableBody {...props} columns={columns} pages={pages} arrived={arrived} idOf={observationKey} placeOf={placeOfObservation} />
  );
}

/** Reads the newest rows when the server says that there are some; false, or how often to ask while it cannot say. */
function useAskEvery(projectId: string, live: boolean): number | false {
  const client = useQueryClient();
  const pushed = useLive(projectId, live, () => readAnew(client, ["project", projectId, "tracing", "newest"]));
  return pushed ? false : ASK_MS;
}

/** Each name is a column; the cards of phones have none. */
function useScoreNames(request: TableRequest): string[] {
  const found = useQuery({ ...keysInsideQuery(request, "scores", ""), enabled: !usePhone() }).data;
  return useMemo(() => found?.map((one) => one.value) ?? NO_NAMES, [found]);
}
