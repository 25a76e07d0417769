/** Saved views of tables: a person's own and the project's. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type SavedView = Schemas["SavedView"];
export type ViewState = Schemas["ViewState"];
export type ViewTable = Schemas["NewView"]["table"];

export const viewsQuery = (projectId: string, table: ViewTable) =>
  queryOptions({
    queryKey: ["project", projectId, "views", table],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/views", {
            params: { path: { project_id: projectId }, query: { table } },
            signal,
          }),
        )
      ).data,
    staleTime: 60_000,
  });

function useRenewed(projectId: string, table: ViewTable) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: viewsQuery(projectId, table).queryKey });
}

export function useCreateView(projectId: string, table: ViewTable) {
  const renew = useRenewed(projectId, table);
  return useMutation({
    mutationFn: (body: Omit<Schemas["NewView"], "table">) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/views", {
          params: { path: { project_id: projectId } },
          body: { ...body, table },
        }),
      ),
    onSuccess: renew,
  });
}

export function useChangeView(projectId: string, table: ViewTable) {
  const renew = useRenewed(projectId, table);
  return useMutation({
    mutationFn: ({ id, ...body }: Schemas["ViewChange"] & { id: string }) =>
      unwrap(
        api.PATCH("/api/v1/projects/{project_id}/views/{view_id}", {
          params: { path: { project_id: projectId, view_id: id } },
          body,
        }),
      ),
    onSuccess: renew,
  });
}

export function useDeleteView(projectId: string, table: ViewTable) {
  const renew = useRenewed(projectId, table);
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/projects/{project_id}/views/{view_id}", {
          params: { path: { project_id: projectId, view_id: id } },
        }),
      ),
    onSuccess: renew,
  });
}
