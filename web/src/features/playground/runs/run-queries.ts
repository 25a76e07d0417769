/** Runs of a session: what they answered, followed while they are under way. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { key, ofSession, type RunLine, type RunOut, type Schemas } from "../queries";

const ofRun = (projectId: string, runId: string) => ({ path: { project_id: projectId, run_id: runId } });
const POLL_MS = 2000;

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
