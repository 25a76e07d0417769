/** Ways to model providers: what their settings page reads and changes. Secrets go in and never come out. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Connection = Schemas["ConnectionOut"];
export type ConnectionBody = Schemas["ConnectionIn"];
export type Preset = Schemas["PresetOut"];

const at = (projectId: string) => ({ path: { project_id: projectId } });

export const connectionsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "connections"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/projects/{project_id}/llm-connections", { params: at(projectId), signal })),
  });

export const presetsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "connections", "presets"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/llm-connection-presets", { params: at(projectId), signal })),
  });

export function useSaveConnection(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: ConnectionBody) =>
      unwrap(api.PUT("/api/v1/projects/{project_id}/llm-connections", { params: at(projectId), body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId, "connections"] }),
  });
}

export function useDeleteConnection(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/projects/{project_id}/llm-connections/{connection_id}", {
          params: { path: { project_id: projectId, connection_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId, "connections"] }),
  });
}

/** Asks the provider for one short answer; nothing is stored. */
export function useTestConnection(projectId: string) {
  return useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: ConnectionBody) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/llm-connections/test", { params: at(projectId), body })),
  });
}

export function useDiscoverModels(projectId: string) {
  return useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: ConnectionBody) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/llm-connections/discover", { params: at(projectId), body })),
  });
}
