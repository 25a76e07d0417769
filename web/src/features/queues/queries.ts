/** Annotation queues: what is read of them, and what people do with them. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { useChange } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Queue = Schemas["AnnotationQueue"];
export type QueueBody = Schemas["QueueBody"];
export type QueueItem = Schemas["QueueItem"];
export type NewItem = Schemas["NewItem"];
export type FoundItems = Schemas["FoundItems"];
export type ItemStatus = QueueItem["status"];

const at = (projectId: string) => ({ project_id: projectId });
const inQueue = (projectId: string, queueId: string) => ({ ...at(projectId), queue_id: queueId });
const onItem = (projectId: string, queueId: string, itemId: string) => ({ ...inQueue(projectId, queueId), item_id: itemId });

export const queuesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "queues", "list"],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/annotation-queues", {
            params: { path: at(projectId), query: { limit: 500 } },
            signal,
          }),
        )
      ).data,
  });

/** Rules that fill some queue. */
export const fillingRulesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "evaluation", "filling-rules"],
    queryFn: async ({ signal }) => {
      const rules = await unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-rules", { params: { path: at(projectId) }, signal }),
      );
      return rules.data.filter((rule) => rule.queue_id !== "");
    },
  });

export const queueQuery = (projectId: string, queueId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "queues", "one", queueId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/annotation-queues/{queue_id}", {
          params: { path: inQueue(projectId, queueId) },
          signal,
        }),
      ),
  });

export const itemsQuery = (projectId: string, queueId: string, status: ItemStatus | "") =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "queues", "items", queueId, status],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/items", {
          params: { path: inQueue(projectId, queueId), query: { status, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const progressQuery = (projectId: string, queueId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "queues", "progress", queueId],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/progress", {
            params: { path: inQueue(projectId, queueId) },
            signal,
          }),
        )
      ).data,
  });

/** Score configs that a queue may ask for. */
export const configsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "queues", "score-configs"],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/score-configs", {
            params: { path: at(projectId), query: { limit: 500 } },
            signal,
          }),
        )
      ).data,
  });

/** Locks the item for the one who opens it. Not remembered: each opening asks anew. */
export const lockQuery = (projectId: string, queueId: string, itemId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "queue-lock", queueId, itemId],
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/items/{item_id}/lock", {
          params: { path: onItem(projectId, queueId, itemId) },
        }),
      ),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    // A lock lasts ten minutes from its last renewal.
    refetchInterval: ({ state }) => (state.data?.status === "PENDING" ? 180_000 : false),
  });

function useQueueChange<Input, Output>(projectId: string, change: (input: Input) => Promise<Output>) {
  return useChange(["project", projectId, "queues"], change);
}

export function useSaveQueue(projectId: string) {
  return useQueueChange(projectId, ({ id, body }: { id: string | null; body: QueueBody }) =>
    id === null
      ? unwrap(api.POST("/api/v1/projects/{project_id}/annotation-queues", { params: { path: at(projectId) }, body }))
      : unwrap(
          api.PUT("/api/v1/projects/{project_id}/annotation-queues/{queue_id}", {
            params: { path: inQueue(projectId, id) },
            body,
          }),
        ),
  );
}

export function useDeleteQueue(projectId: string) {
  return useQueueChange(projectId, (id: string) =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/annotation-queues/{queue_id}", { params: { path: inQueue(projectId, id) } }),
    ),
  );
}

export function useAddItems(projectId: string) {
  return useQueueChange(projectId, ({ queueId, items }: { queueId: string; items: NewItem[] }) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/items", {
        params: { path: inQueue(projectId, queueId) },
        body: { items },
      }),
    ),
  );
}

export function useAddFound(projectId: string) {
  return useQueueChange(projectId, ({ queueId, body }: { queueId: string; body: FoundItems }) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/items/found", {
        params: { path: inQueue(projectId, queueId) },
        body,
      }),
    ),
  );
}

export function useRemoveItems(projectId: string, queueId: string) {
  return useQueueChange(projectId, (ids: string[]) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/items/remove", {
        params: { path: inQueue(projectId, queueId) },
        body: { item_ids: ids },
      }),
    ),
  );
}

export function useTakeNext(projectId: string, queueId: string) {
  return useQueueChange(projectId, () =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/annotation-queues/{queue_id}/next", {
        params: { path: inQueue(projectId, queueId) },
      }),
    ),
  );
}

export function useItemAction(projectId: string, queueId: string) {
  return useQueueChange(projectId, async ({ id, action }: { id: string; action: "complete" | "skip" | "unlock" | "reopen" }) => {
    const params = { path: onItem(projectId, queueId, id) };
    const base = "/api/v1/projects/{project_id}/annotation-queues/{queue_id}/items/{item_id}" as const;
    if (action === "complete") await unwrap(api.POST(`${base}/complete`, { params }));
    else if (action === "reopen") await unwrap(api.POST(`${base}/reopen`, { params }));
    else if (action === "skip") await unwrap(api.POST(`${base}/skip`, { params }));
    else await unwrap(api.POST(`${base}/unlock`, { params }));
  });
}
