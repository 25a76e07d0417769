/** What the tracing table reads. Rows come in pages behind a cursor; the window of time is pinned by its caller. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Ask, FacetValues, FilterField, ValueCount } from "@/components/filter/fields";

/** One page of a table: behind the cursor, or the first. */
interface PageRequest extends Partial<TableRequest> {
  projectId: string;
  limit: number;
  cursor?: string;
}

const getTraces = ({ projectId, ...query }: PageRequest, signal: AbortSignal) =>
  unwrap(api.GET("/api/v1/projects/{project_id}/traces", { params: { path: { project_id: projectId }, query }, signal }));

const getObservations = ({ projectId, ...query }: PageRequest, signal: AbortSignal) =>
  unwrap(api.GET("/api/v1/projects/{project_id}/observations", { params: { path: { project_id: projectId }, query }, signal }));

export type TraceRow = Awaited<ReturnType<typeof getTraces>>["data"][number];
export type ObservationRow = Awaited<ReturnType<typeof getObservations>>["data"][number];
export type Subject = "traces" | "observations";

/** What is asked of the table: which rows, and in which stretch of time (ISO, end exclusive). */
export interface TableRequest {
  projectId: string;
  filter: string;
  from: string;
  to: string;
  /** `latency.desc`; empty for the newest first. */
  order: string;
}

const PAGE_ROWS = 100;

const query = ({ filter, from, to }: TableRequest) => ({ filter, from, to });
const path = ({ projectId }: TableRequest) => ({ project_id: projectId });

export const tracesQuery = (request: TableRequest) =>
  infiniteQueryOptions({
    queryKey: ["project", request.projectId, "tracing", "traces", request],
    queryFn: ({ signal, pageParam }) => getTraces({ ...request, limit: PAGE_ROWS, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const observationsQuery = (request: TableRequest) =>
  infiniteQueryOptions({
    queryKey: ["project", request.projectId, "tracing", "observations", request],
    queryFn: ({ signal, pageParam }) => getObservations({ ...request, limit: PAGE_ROWS, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Rows over time, in stretches that begin at round times in `timeZone`. */
export const countsQuery = (subject: Subject, request: TableRequest, timeZone: string) =>
  queryOptions({
    queryKey: ["project", request.projectId, "tracing", "counts", subject, query(request), timeZone],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/counts/{subject}", {
          params: { path: { ...path(request), subject }, query: { ...query(request), buckets: 120, time_zone: timeZone } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const fieldsQuery = (projectId: string, subject: Subject) =>
  queryOptions({
    queryKey: ["project", projectId, "tracing", "fields", subject],
    queryFn: async ({ signal }): Promise<FilterField[]> =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/filter-fields/{subject}", {
            params: { path: { project_id: projectId, subject } },
            signal,
          }),
        )
      ).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const facetsQuery = (
  subject: Subject,
  request: TableRequest,
  fields: string[],
  containing: string,
): Ask<FacetValues[]> => ({
  queryKey: ["project", request.projectId, "tracing", "facets", subject, query(request), fields, containing],
  queryFn: async ({ signal }): Promise<FacetValues[]> =>
    (
      await unwrap(
        api.GET("/api/v1/projects/{project_id}/facets/{subject}", {
          params: { path: { ...path(request), subject }, query: { ...query(request), fields, containing, limit: 30 } },
          signal,
        }),
      )
    ).data,
});

export const keysInsideQuery = (request: TableRequest, field: "metadata" | "scores", prefix: string): Ask<ValueCount[]> => ({
  queryKey: ["project", request.projectId, "tracing", "keys", field, request.from, request.to, prefix],
  queryFn: async ({ signal }): Promise<ValueCount[]> =>
    (
      await unwrap(
        api.GET("/api/v1/projects/{project_id}/filter-keys/{field}", {
          params: { path: { ...path(request), field }, query: { from: request.from, to: request.to, prefix } },
          signal,
        }),
      )
    ).data,
});

/** Values of one field for the search bar: those in the window, whatever else the filter says. */
export const valuesQuery = (subject: Subject, request: TableRequest, field: string, containing: string): Ask<ValueCount[]> => ({
  queryKey: ["project", request.projectId, "tracing", "values", subject, request.from, request.to, field, containing],
  queryFn: async ({ signal }): Promise<ValueCount[]> => {
    const query = { from: request.from, to: request.to, fields: [field], containing, limit: 20 };
    const found = await unwrap(
      api.GET("/api/v1/projects/{project_id}/facets/{subject}", {
        params: { path: { ...path(request), subject }, query },
        signal,
      }),
    );
    return found.data[0]?.values ?? [];
  },
});

/** The rows of the last minutes, for live mode: read again when something arrives, or every so often. */
export const newestTracesQuery = (projectId: string, filter: string, everyMs: number | false) =>
  queryOptions({
    queryKey: ["project", projectId, "tracing", "newest", "traces", filter],
    queryFn: async ({ signal }) =>
      (await getTraces({ projectId, filter, from: minutesAgo(LIVE_MINUTES), limit: PAGE_ROWS }, signal)).data,
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
  });

export const newestObservationsQuery = (projectId: string, filter: string, everyMs: number | false) =>
  queryOptions({
    queryKey: ["project", projectId, "tracing", "newest", "observations", filter],
    queryFn: async ({ signal }) =>
      (await getObservations({ projectId, filter, from: minutesAgo(LIVE_MINUTES), limit: PAGE_ROWS }, signal)).data,
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
  });

const LIVE_MINUTES = 15;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** How often an empty project is looked at when news is not pushed. */
const FIRST_MS = 4000;

/** Whether anything was ever traced; asked again until it was. */
export const firstTraceQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "tracing", "first"],
    queryFn: async ({ signal }) => (await getTraces({ projectId, limit: 1 }, signal)).data[0] ?? null,
    refetchInterval: ({ state }) => (state.data === null ? FIRST_MS : false),
    staleTime: ({ state }) => (state.data ? Number.POSITIVE_INFINITY : 0),
  });
