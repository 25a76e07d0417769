/** Webhooks and Slack messages on changes of prompts: what their settings page reads and changes. Addresses and secrets never come back. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { SHOWN_BY_FORM, useChange } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Webhook = Schemas["AutomationOut"];
export type WebhookBody = Schemas["AutomationIn"];
export type WebhookEvent = Webhook["events"][number];
export type Delivery = Schemas["DeliveryOut"];

const WAITING_MS = 2_000;
const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "automations", ...rest];
const at = (projectId: string) => ({ project_id: projectId });
const one = (projectId: string, id: string) => ({ project_id: projectId, automation_id: id });

export const webhooksQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "list"),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/automations", { params: { path: at(projectId) }, signal })),
  });

/** Read again while something waits to be sent. */
export const deliveriesQuery = (projectId: string, id: string) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "deliveries", id),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["DeliveryPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/automations/{automation_id}/deliveries", {
          params: { path: one(projectId, id), query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((row) => row.status === "pending")) ? WAITING_MS : false,
  });

/** Makes one, or changes the one with that id. */
export function useSaveWebhook(projectId: string) {
  return useChange(
    key(projectId),
    ({ id, body }: { id: string | null; body: WebhookBody }) =>
      id === null
        ? unwrap(api.POST("/api/v1/projects/{project_id}/automations", { params: { path: at(projectId) }, body }))
        : unwrap(
            api.PUT("/api/v1/projects/{project_id}/automations/{automation_id}", { params: { path: one(projectId, id) }, body }),
          ),
    SHOWN_BY_FORM,
  );
}

export function useReplaceSecret(projectId: string) {
  return useChange(key(projectId), (id: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/automations/{automation_id}/secret", { params: { path: one(projectId, id) } }),
    ),
  );
}

export function useDeleteWebhook(projectId: string) {
  return useChange(key(projectId), (id: string) =>
    unwrap(api.DELETE("/api/v1/projects/{project_id}/automations/{automation_id}", { params: { path: one(projectId, id) } })),
  );
}

export function useTestWebhook(projectId: string) {
  return useChange(key(projectId), (id: string) =>
    unwrap(api.POST("/api/v1/projects/{project_id}/automations/{automation_id}/test", { params: { path: one(projectId, id) } })),
  );
}

export function useReplay(projectId: string) {
  return useChange(key(projectId), (deliveryId: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/automation-deliveries/{delivery_id}/replay", {
        params: { path: { ...at(projectId), delivery_id: deliveryId } },
      }),
    ),
  );
}

/** The whole of one, as the server wants it back; address and header values stay as they are stored. */
export function bodyOf(webhook: Webhook): WebhookBody {
  const { name, action, events, prompt_filter, enabled } = webhook;
  return { name, action, url: null, headers: null, events, prompt_filter, enabled };
}
