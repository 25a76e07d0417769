/** Changes on several traces: on named ones at once, on all that match as a job of the server. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import type { BulkTarget } from "./bulk-target";

export type BulkJob = components["schemas"]["BulkJob"];
type Matching = Extract<BulkTarget, { kind: "matching" }>;

const POLL_MS = 500;

const matching = ({ subject, request, total }: Matching) => ({
  subject,
  filter: request.filter,
  from: request.from,
  to: request.to,
  total,
});

export function useDeleteTraces(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (traceIds: string[]) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/traces/delete", {
          params: { path: { project_id: projectId } },
          body: { trace_ids: traceIds },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId, "tracing"] }),
  });
}

export function useTagTraces(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ traceIds, tags }: { traceIds: string[]; tags: string[] }) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/traces/change", {
          params: { path: { project_id: projectId } },
          body: { trace_ids: traceIds, add_tags: tags },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId, "tracing"] }),
  });
}

export function useDeleteMatching(projectId: string) {
  return useMutation({
    mutationFn: (target: Matching) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/bulk-changes/delete", {
          params: { path: { project_id: projectId } },
          body: matching(target),
        }),
      ),
  });
}

export function useTagMatching(projectId: string) {
  return useMutation({
    mutationFn: ({ target, tags }: { target: Matching; tags: string[] }) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/bulk-changes/change", {
          params: { path: { project_id: projectId } },
          body: { ...matching(target), add_tags: tags },
        }),
      ),
  });
}

export const bulkJobQuery = (projectId: string, jobId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "bulk-changes", jobId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/bulk-changes/{job_id}", {
          params: { path: { project_id: projectId, job_id: jobId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && !["queued", "running"].includes(state.data.state) ? false : POLL_MS),
  });

export function useCancelBulkJob(projectId: string, jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/bulk-changes/{job_id}/cancel", {
          params: { path: { project_id: projectId, job_id: jobId } },
        }),
      ),
    onSuccess: (job) => client.setQueryData(bulkJobQuery(projectId, jobId).queryKey, job),
  });
}
