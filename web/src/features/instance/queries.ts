/** The installation as a whole, and what became of requests. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const LOOK_MS = 5000;

export const instanceQuery = queryOptions({
  queryKey: ["instance"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/instance", { signal })),
  refetchInterval: LOOK_MS,
});

export type ReceiptState = "durable" | "stored" | "failed";

export const receiptsQuery = (projectId: string, traceId: string, state: ReceiptState | undefined) =>
  queryOptions({
    queryKey: ["project", projectId, "receipts", traceId, state],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/receipts", {
          params: { path: { project_id: projectId }, query: { trace_id: traceId, state, limit: 100 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
  });
