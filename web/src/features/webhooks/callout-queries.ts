/** Callouts: systems of one's own that are told about a trace or a step when somebody asks for it. */
import { queryOptions, useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export interface CalloutAbout {
  traceId: string;
  observationId?: string;
}

export const calloutsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "automations", "callouts"],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/projects/{project_id}/callouts", { params: { path: { project_id: projectId } }, signal })))
        .data,
    staleTime: 60_000,
  });

/** Calls one, and waits for how it goes. */
export const useCall = (projectId: string, { traceId, observationId = "" }: CalloutAbout) =>
  useMutation({
    mutationFn: (calloutId: string) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/callouts/{callout_id}/calls", {
          params: { path: { project_id: projectId, callout_id: calloutId } },
          body: { trace_id: traceId, observation_id: observationId },
        }),
      ),
  });
