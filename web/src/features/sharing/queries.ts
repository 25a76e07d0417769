/** Whether a trace or session is shared, and switching it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

export type SharedThing = Pick<components["schemas"]["SharedState"], "object_type" | "object_id">;

export const sharingQuery = (projectId: string, thing: SharedThing) =>
  queryOptions({
    queryKey: ["project", projectId, "sharing", thing.object_type, thing.object_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/sharing", {
          params: { path: { project_id: projectId }, query: thing },
          signal,
        }),
      ),
  });

export function useShare(projectId: string, thing: SharedThing) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isShared: boolean) =>
      unwrap(
        api.PUT("/api/v1/projects/{project_id}/sharing", {
          params: { path: { project_id: projectId } },
          body: { ...thing, is_shared: isShared },
        }),
      ),
    onSuccess: (state) => client.setQueryData(sharingQuery(projectId, thing).queryKey, state),
  });
}

/** Whether a stranger may read this trace; for links of the project that somebody opens who is not signed in. */
export async function isShared(projectId: string, traceId: string): Promise<boolean> {
  const { response } = await api.GET("/api/v1/public/projects/{project_id}/traces/{trace_id}", {
    params: { path: { project_id: projectId, trace_id: traceId } },
  });
  return response.ok;
}

/** The project of a shared trace, for links that do not name it. */
export const sharedPlaceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["shared", "place", traceId],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/public/traces/{trace_id}", { params: { path: { trace_id: traceId } }, signal })),
    retry: false,
  });
