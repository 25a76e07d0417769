/** One trace: its header, skeleton, the detail of a node, payloads, log, hits of a search, and what people change on it. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
// Rows of lists carry highlights of a search; here they are empty.
export type TraceHeaderData = Omit<Schemas["TraceHeader"], "highlights">;
export type TreeColumns = Schemas["TreePage"];
export type ObservationDetail = Omit<Schemas["ObservationDetail"], "highlights">;
export type ScoreValue = Schemas["ScoreValue"];
export type Payload = Schemas["Payload"];
export type LogEntry = Schemas["LogEntry"];

/** A step that a search inside the trace found, with pieces of its texts; a range is [start, end) in characters. */
export interface TraceHit {
  id: string;
  highlights: { field: string; text: string; ranges: number[][] }[];
}

export interface PayloadPiece {
  observationId: string;
  side: "input" | "output";
  /** In characters. */
  start: number;
  length: number;
}

const LOG_PAGE = 100;
/** A trace whose link is opened as soon as it was sent may need a moment. */
const LOOKS_FOR_ARRIVAL = 15;
const LOOK_AGAIN_MS = 2000;

/** Of all that is read of a trace. */
export const traceKey = (projectId: string, traceId: string) => ["project", projectId, "trace", traceId];

export const traceQuery = (projectId: string, traceId: string) =>
  queryOptions({
    queryKey: [...traceKey(projectId, traceId), "header"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/traces/{trace_id}", {
          params: { path: { project_id: projectId, trace_id: traceId } },
          signal,
        }),
      ),
  });

/** Looks again for half a minute for a trace that is not there. */
export const arrivalQuery = (projectId: string, traceId: string) =>
  queryOptions({
    ...traceQuery(projectId, traceId),
    queryKey: [...traceKey(projectId, traceId), "arrival"],
    retry: false,
    gcTime: 0,
    refetchInterval: ({ state }) =>
      state.data === undefined && state.errorUpdateCount < LOOKS_FOR_ARRIVAL ? LOOK_AGAIN_MS : false,
  });

export const treeQuery = (projectId: string, traceId: string) =>
  queryOptions({
    queryKey: [...traceKey(projectId, traceId), "tree"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/traces/{trace_id}/tree", {
          params: { path: { project_id: projectId, trace_id: traceId } },
          signal,
        }),
      ),
    // 50 000 rows in columns: comparing them to the old ones costs more than drawing them.
    structuralSharing: false,
  });

export const observationQuery = (projectId: string, traceId: string, observationId: string) =>
  queryOptions({
    queryKey: [...traceKey(projectId, traceId), "observation", observationId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/traces/{trace_id}/observations/{observation_id}", {
          params: { path: { project_id: projectId, trace_id: traceId, observation_id: observationId } },
          signal,
        }),
      ),
    staleTime: 60_000,
    structuralSharing: false,
  });

export const readPayload = (projectId: string, traceId: string, { observationId, side, start, length }: PayloadPiece) =>
  unwrap(
    api.GET("/api/v1/projects/{project_id}/traces/{trace_id}/observations/{observation_id}/{side}", {
      params: {
        path: { project_id: projectId, trace_id: traceId, observation_id: observationId, side },
        query: { start, length },
      },
    }),
  );

export const logQuery = (projectId: string, traceId: string) =>
  infiniteQueryOptions({
    queryKey: [...traceKey(projectId, traceId), "log"],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/traces/{trace_id}/log", {
          params: {
            path: { project_id: projectId, trace_id: traceId },
            query: { limit: LOG_PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // Pages of long texts that do not change: comparing all of them with each new one costs more than drawing.
    structuralSharing: false,
  });

export const searchQuery = (projectId: string, traceId: string, filter: string) =>
  queryOptions({
    queryKey: [...traceKey(projectId, traceId), "search", filter],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/traces/{trace_id}/search", {
          params: { path: { project_id: projectId, trace_id: traceId }, query: { filter } },
          signal,
        }),
      ),
    enabled: filter.trim() !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

export function useChangeTrace(projectId: string, traceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["TraceChange"]) =>
      unwrap(
        api.PATCH("/api/v1/projects/{project_id}/traces/{trace_id}", {
          params: { path: { project_id: projectId, trace_id: traceId } },
          body,
        }),
      ),
    onSuccess: (header) => client.setQueryData(traceQuery(projectId, traceId).queryKey, header),
  });
}

export function useDeleteTrace(projectId: string, traceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/traces/delete", {
          params: { path: { project_id: projectId } },
          body: { trace_ids: [traceId] },
        }),
      ),
    onSuccess: async () => {
      client.removeQueries({ queryKey: traceKey(projectId, traceId) });
      await client.invalidateQueries({ queryKey: ["project", projectId] });
    },
  });
}
