/** Runs of evaluators over rows of a table: what they would do, how far they are, and stopping them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { at, key, type Schemas, useEvaluationChange } from "../queries";

export type Run = Schemas["EvaluationRunOut"];
export type RunBody = Schemas["EvaluationRunIn"];
export type RowsToEvaluate = Omit<RunBody, "evaluators">;

const isQueueing = (run: Run) => run.state === "queued" || run.state === "running";

/** Of what a run asked for, how much has ended. */
export function progressOf(run: Run) {
  const total = Object.values(run.executions).reduce((sum, count) => sum + count, 0);
  const open = (run.executions.waiting ?? 0) + (run.executions.running ?? 0);
  return { total, ended: total - open, failed: run.executions.failed ?? 0, underWay: isQueueing(run) || open > 0 };
}

export const runsQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "runs"),
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/projects/{project_id}/evaluation-runs", { params: at(projectId), signal })),
  });

export const runPreviewQuery = (projectId: string, body: RunBody) =>
  queryOptions({
    queryKey: key(projectId, "run-preview", body),
    enabled: body.evaluators.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/evaluation-run-previews", { params: at(projectId), body, signal })),
  });

/** The dialog shows what the server objects to. */
export const useBeginRun = (projectId: string) =>
  useEvaluationChange(
    projectId,
    (body: RunBody) => unwrap(api.POST("/api/v1/projects/{project_id}/evaluation-runs", { params: at(projectId), body })),
    SHOWN_BY_FORM,
  );

export const useCancelRun = (projectId: string) =>
  useEvaluationChange(projectId, (id: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/evaluation-runs/{run_id}/cancel", {
        params: { path: { project_id: projectId, run_id: id } },
      }),
    ),
  );
