/** The sessions of the playground, and the shapes and keys of everything in it. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

export type Schemas = components["schemas"];

export type Column = Required<Schemas["Column"]>;
export type Filling = Required<Schemas["Filling"]>;
export type SessionOut = Schemas["SessionOut"];
export type SessionLine = Schemas["SessionLine"];
export type RunLine = Schemas["RunLine"];
export type RunOut = Schemas["RunOut"];
export type RowOut = Schemas["RunRow"];
export type Answer = Schemas["AnswerOut"];
export type Table = Schemas["Table"];
export type Connection = Schemas["ConnectionOut"];
export type VersionOut = Schemas["VersionDetail"]["version"];
export type SessionBody = Schemas["SessionIn"];

export const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "playground", ...rest];
export const at = (projectId: string) => ({ project_id: projectId });
export const ofSession = (projectId: string, sessionId: string) => ({ path: { project_id: projectId, session_id: sessionId } });

export const sessionsQuery = (projectId: string, search: string) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "sessions", search),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["SessionPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/playground/sessions", {
          params: { path: at(projectId), query: { search, cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
  });

export const sessionQuery = (projectId: string, sessionId: string) =>
  queryOptions({
    queryKey: key(projectId, "session", sessionId),
    // The page owns its draft once it is open: what others save shows as a conflict, never as text that jumps.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/playground/sessions/{session_id}", {
          params: ofSession(projectId, sessionId),
          signal,
        }),
      ),
  });

export const connectionsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "connections"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/llm-connections", { params: { path: at(projectId) }, signal })),
  });

export function fetchRecordedCall(projectId: string, traceId: string, observationId: string): Promise<Column> {
  const query = { trace_id: traceId, observation_id: observationId };
  return unwrap(
    api.GET("/api/v1/projects/{project_id}/playground/from-observation", { params: { path: at(projectId), query } }),
  ) as Promise<Column>;
}

export function createSession(projectId: string, body: SessionBody): Promise<SessionOut> {
  return unwrap(api.POST("/api/v1/projects/{project_id}/playground/sessions", { params: { path: at(projectId) }, body }));
}

export function saveSession(projectId: string, sessionId: string, body: SessionBody): Promise<SessionOut> {
  return unwrap(
    api.PUT("/api/v1/projects/{project_id}/playground/sessions/{session_id}", { params: ofSession(projectId, sessionId), body }),
  );
}

export function readTable(projectId: string, text: string): Promise<Table> {
  return unwrap(
    api.POST("/api/v1/projects/{project_id}/playground/tables/read", { params: { path: at(projectId) }, body: { text } }),
  );
}

export async function uploadImage(projectId: string, file: Blob): Promise<string> {
  const stored = await unwrap(
    api.POST("/api/v1/projects/{project_id}/media", {
      params: { path: at(projectId) },
      headers: { "Content-Type": file.type },
      body: file as never,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
  return stored.token;
}

export function useDeleteSession(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) =>
      unwrap(
        api.DELETE("/api/v1/projects/{project_id}/playground/sessions/{session_id}", { params: ofSession(projectId, sessionId) }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId, "sessions") }),
  });
}
