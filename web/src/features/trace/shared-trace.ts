/** A trace as a stranger reads it by a public link. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { sharedMedia } from "./content/media-address";
import type { TraceSource } from "./trace-source";

const LOG_PAGE = 100;

export function sharedTrace(projectId: string, traceId: string): TraceSource {
  const path = { project_id: projectId, trace_id: traceId };
  const key = ["shared", projectId, "trace", traceId];
  return {
    projectId,
    traceId,
    isShared: true,
    header: () =>
      queryOptions({
        queryKey: [...key, "header"],
        queryFn: ({ signal }) =>
          unwrap(api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}", { params: { path }, signal })),
      }),
    tree: () =>
      queryOptions({
        queryKey: [...key, "tree"],
        queryFn: ({ signal }) =>
          unwrap(api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}/tree", { params: { path }, signal })),
        structuralSharing: false,
      }),
    observation: (observationId) =>
      queryOptions({
        queryKey: [...key, "observation", observationId],
        queryFn: ({ signal }) =>
          unwrap(
            api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}/observations/{observation_id}", {
              params: { path: { ...path, observation_id: observationId } },
              signal,
            }),
          ),
        staleTime: 60_000,
        structuralSharing: false,
      }),
    log: () =>
      infiniteQueryOptions({
        queryKey: [...key, "log"],
        queryFn: ({ signal, pageParam }) =>
          unwrap(
            api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}/log", {
              params: { path, query: { limit: LOG_PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
              signal,
            }),
          ),
        initialPageParam: "",
        getNextPageParam: (page) => page.next_cursor ?? undefined,
        structuralSharing: false,
      }),
    search: (words) =>
      queryOptions({
        queryKey: [...key, "search", words],
        queryFn: ({ signal }) =>
          unwrap(
            api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}/search", {
              params: { path, query: { words } },
              signal,
            }),
          ),
        enabled: words.trim() !== "",
        placeholderData: keepPreviousData,
        retry: false,
      }),
    payload: ({ observationId, side, start, length }) =>
      unwrap(
        api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}/observations/{observation_id}/{side}", {
          params: { path: { ...path, observation_id: observationId, side }, query: { start, length } },
        }),
      ),
    mediaAddress: sharedMedia(projectId, traceId),
  };
}
