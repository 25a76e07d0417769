/** The playground's sessions, runs and answers on the server, and what its columns choose from: connections and prompts. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
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

const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "playground", ...rest];
const at = (projectId: string) => ({ project_id: projectId });
const ofSession = (projectId: string, sessionId: string) => ({ path: { project_id: projectId, session_id: sessionId } });
const ofRun = (projectId: string, runId: string) => ({ path: { project_id: projectId, run_id: runId } });
const POLL_MS = 2000;

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

export const latestAnswersQuery = (projectId: string, sessionId: string) =>
  queryOptions({
    queryKey: key(projectId, "latest", sessionId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/playground/sessions/{session_id}/latest-answers", {
          params: ofSession(projectId, sessionId),
          signal,
        }),
      ),
  });

export const runsQuery = (projectId: string, sessionId: string) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "runs", sessionId),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["RunPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/playground/sessions/{session_id}/runs", {
          params: { ...ofSession(projectId, sessionId), query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
  });

/** Runs on screen that somebody has started and that are not over, as they are when the page opens. */
export const underWayQuery = (projectId: string, sessionId: string) =>
  queryOptions({
    queryKey: key(projectId, "underWay", sessionId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const page = await unwrap(
        api.GET("/api/v1/projects/{project_id}/playground/sessions/{session_id}/runs", {
          params: ofSession(projectId, sessionId),
          signal,
        }),
      );
      return page.data.filter((line) => line.kind === "screen" && line.state === "running").map((line) => line.id);
    },
  });

export const isUnderWay = (state: RunLine["state"]) => state === "queued" || state === "running";

export const runQuery = (projectId: string, runId: string) =>
  queryOptions({
    queryKey: key(projectId, "run", runId),
    queryFn: ({ signal }): Promise<RunOut> =>
      unwrap(api.GET("/api/v1/projects/{project_id}/playground/runs/{run_id}", { params: ofRun(projectId, runId), signal })),
    refetchInterval: (query) => (query.state.data && isUnderWay(query.state.data.line.state) ? POLL_MS : false),
  });

/** Rows with their answers; `underWay` asks again and again for those that are still coming, and its end once more for the last. */
export const rowsQuery = (projectId: string, runId: string, underWay: boolean) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "rows", runId, String(underWay)),
    staleTime: 0, // what was read before the run began, or before its failures were asked again, is not its end
    placeholderData: keepPreviousData,
    refetchInterval: underWay ? POLL_MS : false,
    initialPageParam: 0,
    getNextPageParam: (page: Schemas["RunRowPage"]) => (page.next_cursor === null ? undefined : Number(page.next_cursor)),
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/playground/runs/{run_id}/rows", {
          params: { ...ofRun(projectId, runId), query: { cursor: pageParam } },
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

export const promptSearchQuery = (projectId: string, search: string) =>
  queryOptions({
    queryKey: key(projectId, "prompts", search),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts", {
          params: { path: at(projectId), query: { search: search || undefined, limit: 50 } },
          signal,
        }),
      ),
  });

export const promptByNameQuery = (projectId: string, name: string) =>
  queryOptions({
    queryKey: key(projectId, "prompt", name),
    enabled: name !== "",
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/prompts/find", { params: { path: at(projectId), query: { name } }, signal })),
  });

/** The variables of messages that refer to other prompts are known to the server alone. */
export const referencedVariablesQuery = (projectId: string, texts: string[]) =>
  queryOptions({
    queryKey: key(projectId, "referenced", texts),
    enabled: texts.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const body = { name: "draft", type: "text" as const, prompt: texts.join("\n") };
      const checked = await unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/check", { params: { path: at(projectId) }, body, signal }),
      );
      return { variables: checked.variables.map((one) => one.name), error: checked.error };
    },
  });

export function fetchVersion(projectId: string, promptId: string, version: number): Promise<VersionOut> {
  const path = { project_id: projectId, prompt_id: promptId, version };
  return unwrap(api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/versions/{version}", { params: { path } })).then(
    (found) => found.version,
  );
}

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

/** The events of a new run, as they come. */
export function openRun(projectId: string, sessionId: string, columnIds: string[]): Promise<ReadableStream<Uint8Array>> {
  return unwrap(
    api.POST("/api/v1/projects/{project_id}/playground/sessions/{session_id}/runs", {
      params: ofSession(projectId, sessionId),
      body: { column_ids: columnIds },
      parseAs: "stream",
    }),
  ) as Promise<ReadableStream<Uint8Array>>;
}

/** All events of a run under way, from the first one. */
export function followRun(projectId: string, runId: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  return unwrap(
    api.GET("/api/v1/projects/{project_id}/playground/runs/{run_id}/events", {
      params: ofRun(projectId, runId),
      parseAs: "stream",
      signal,
    }),
  ) as Promise<ReadableStream<Uint8Array>>;
}

export function stopRun(projectId: string, runId: string): Promise<unknown> {
  return unwrap(api.POST("/api/v1/projects/{project_id}/playground/runs/{run_id}/stop", { params: ofRun(projectId, runId) }));
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

export function exportUrl(projectId: string, runId: string, format: "csv" | "jsonl"): string {
  return `/api/v1/projects/${projectId}/playground/runs/${runId}/export?format=${format}`;
}

/** Forgets what is known of the runs of a session, so that it is asked anew. */
export function useForgetRuns(projectId: string, sessionId: string) {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: key(projectId, "runs", sessionId) });
    void client.invalidateQueries({ queryKey: key(projectId, "latest", sessionId) });
  };
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

export function useStartTable(projectId: string, sessionId: string) {
  const client = useQueryClient();
  return useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: Schemas["TableRunIn"]) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/playground/sessions/{session_id}/table-runs", {
          params: ofSession(projectId, sessionId),
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId, "runs", sessionId) }),
  });
}

export function useChangeRun(projectId: string, sessionId: string) {
  const client = useQueryClient();
  const done = () => client.invalidateQueries({ queryKey: key(projectId) });
  const stop = useMutation({ mutationFn: (runId: string) => stopRun(projectId, runId), onSuccess: done });
  const rename = useMutation({
    mutationFn: ({ runId, name }: { runId: string; name: string }) =>
      unwrap(
        api.PATCH("/api/v1/projects/{project_id}/playground/runs/{run_id}", { params: ofRun(projectId, runId), body: { name } }),
      ),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: (runId: string) =>
      unwrap(api.DELETE("/api/v1/projects/{project_id}/playground/runs/{run_id}", { params: ofRun(projectId, runId) })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId, "runs", sessionId) }),
  });
  const retry = useMutation({
    mutationFn: (runId: string) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/playground/runs/{run_id}/retry", { params: ofRun(projectId, runId) })),
    onSuccess: done,
  });
  return { stop, rename, remove, retry };
}

export function useSavePrompt(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: Schemas["NewVersionIn"]) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/prompts", { params: { path: at(projectId) }, body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["project", projectId, "prompts"] });
      void client.invalidateQueries({ queryKey: key(projectId, "prompt") });
    },
  });
}
