/** Rules and their back-fills: what their pages read and change. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { at, key, type RuleBody, type Schemas, useEvaluationChange } from "../queries";

export const rulesQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "rules"),
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/projects/{project_id}/evaluation-rules", { params: at(projectId), signal })),
  });

export const ruleQuery = (projectId: string, id: string) =>
  queryOptions({
    queryKey: key(projectId, "rules", id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}", {
          params: { path: { project_id: projectId, rule_id: id } },
          signal,
        }),
      ),
  });

export const previewQuery = (projectId: string, body: Schemas["EvaluationPreviewIn"]) =>
  queryOptions({
    queryKey: key(projectId, "preview", body),
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/evaluation-rule-previews", { params: at(projectId), body, signal })),
  });

export const isUnderWay = (list: Schemas["BackfillList"] | undefined) =>
  list?.data.some((one) => one.state === "queued" || one.state === "running") ?? false;

export const backfillsQuery = (projectId: string, ruleId: string) =>
  queryOptions({
    queryKey: key(projectId, "rules", ruleId, "backfills"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}/backfills", {
          params: { path: { project_id: projectId, rule_id: ruleId } },
          signal,
        }),
      ),
  });

/** Annotation queues that a rule can fill. */
export const queuesToFillQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "queues"),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/annotation-queues", {
            params: { ...at(projectId), query: { limit: 500 } },
            signal,
          }),
        )
      ).data,
  });

export const useSaveRule = (projectId: string, id: string | null) =>
  useEvaluationChange(
    projectId,
    (body: RuleBody) =>
      id === null
        ? unwrap(api.POST("/api/v1/projects/{project_id}/evaluation-rules", { params: at(projectId), body }))
        : unwrap(
            api.PUT("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}", {
              params: { path: { project_id: projectId, rule_id: id } },
              body,
            }),
          ),
    SHOWN_BY_FORM,
  );

export const useSwitchRule = (projectId: string) =>
  useEvaluationChange(projectId, ({ id, enabled }: { id: string; enabled: boolean }) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}/switch", {
        params: { path: { project_id: projectId, rule_id: id } },
        body: { enabled },
      }),
    ),
  );

export const useDeleteRule = (projectId: string, id: string) =>
  useEvaluationChange(projectId, () =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}", {
        params: { path: { project_id: projectId, rule_id: id } },
      }),
    ),
  );

export const useBackfill = (projectId: string, ruleId: string) =>
  useEvaluationChange(projectId, (body: Schemas["BackfillIn"]) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}/backfills", {
        params: { path: { project_id: projectId, rule_id: ruleId } },
        body,
      }),
    ),
  );

export const useCancelBackfill = (projectId: string) =>
  useEvaluationChange(projectId, (id: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/evaluation-backfills/{backfill_id}/cancel", {
        params: { path: { project_id: projectId, backfill_id: id } },
      }),
    ),
  );
