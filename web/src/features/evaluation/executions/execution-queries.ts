/** What evaluators did: the log, its counts, running again and giving up. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { at, key, POLL_MS, type Schemas, useEvaluationChange } from "../queries";

const PAGE = 50;

export interface ExecutionsOf {
  ruleId?: string;
  runId?: string;
  evaluatorId?: string;
  experimentId?: string;
  state?: string;
  error?: string;
}

const asQuery = (of: ExecutionsOf) => ({
  rule_id: of.ruleId,
  run_id: of.runId,
  evaluator_id: of.evaluatorId,
  experiment_id: of.experimentId,
  state: of.state ? [of.state] : undefined,
  error_kind: of.error ? [of.error] : undefined,
});

export const executionsQuery = (projectId: string, of: ExecutionsOf) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "executions", of),
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.data.some((one) => one.state === "waiting" || one.state === "running") ? POLL_MS : 5 * POLL_MS,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["EvaluationExecutionPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-executions", {
          params: { ...at(projectId), query: { ...asQuery(of), limit: PAGE, cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
  });

export const summaryQuery = (projectId: string, of: ExecutionsOf) =>
  queryOptions({
    queryKey: key(projectId, "summary", of),
    refetchInterval: 5 * POLL_MS,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-executions/summary", {
          params: { ...at(projectId), query: asQuery(of) },
          signal,
        }),
      ),
  });

export const useRetry = (projectId: string) =>
  useEvaluationChange(projectId, (body: Schemas["ChosenExecutions"]) =>
    unwrap(api.POST("/api/v1/projects/{project_id}/evaluation-executions/retry", { params: at(projectId), body })),
  );

export const useCancel = (projectId: string) =>
  useEvaluationChange(projectId, (body: Schemas["ChosenExecutions"]) =>
    unwrap(api.POST("/api/v1/projects/{project_id}/evaluation-executions/cancel", { params: at(projectId), body })),
  );
