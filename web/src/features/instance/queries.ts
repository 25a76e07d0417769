/** The installation as a whole, and what became of requests. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const LOOK_MS = 5000;

export const instanceQuery = queryOptions({
  queryKey: ["instance"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/instance", { signal })),
  refetchInterval: LOOK_MS,
});

export const mailQuery = queryOptions({
  queryKey: ["instance", "mail"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/instance/mail", { signal })),
  refetchInterval: LOOK_MS,
});

export type ReceiptState = "durable" | "stored" | "failed";

/** Which requests: empty text and no state mean any. Times are ISO, the end is exclusive. */
export interface ReceiptRequest {
  traceId: string;
  keyId: string;
  state: ReceiptState | undefined;
  from: string;
  to: string;
}

export const receiptsQuery = (projectId: string, { traceId, keyId, state, from, to }: ReceiptRequest) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "receipts", traceId, keyId, state, from, to],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/receipts", {
          params: {
            path: { project_id: projectId },
            query: {
              trace_id: traceId,
              key_id: keyId,
              state,
              received_from: from,
              received_until: to,
              limit: 100,
              cursor: pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
