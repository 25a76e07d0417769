/** API keys of a project: settings list them, the first steps make one. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type CreatedApiKey = Schemas["CreatedApiKey"];

export const keysQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "keys"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/api-keys", { params: { path: { project_id: projectId } }, signal })),
  });

export function useCreateKey(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["KeyForm"]) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/api-keys", { params: { path: { project_id: projectId } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery(projectId).queryKey }),
  });
}
