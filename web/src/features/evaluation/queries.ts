/** Evaluators, rules and executions: what their pages read and change. */
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { SHOWN_BY_FORM, useChange } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

export type Schemas = components["schemas"];
export type Evaluator = Schemas["EvaluatorOut"];
export type EvaluatorVersion = Schemas["EvaluatorVersionOut"];
export type Content = EvaluatorVersion["content"];
export type JudgeContent = Schemas["JudgeContent"];
export type Output = Schemas["OutputDefinition"];
export type VariableSource = Schemas["VariableSource"];
export type VariableMapping = Record<string, VariableSource>;
export type LibraryEntry = Schemas["LibraryEntryOut"];
export type TestTarget = Schemas["EvaluationTargetIn"];
export type TestResult = Schemas["EvaluatorTestOut"];
export type Rule = Schemas["EvaluationRuleOut"];
export type RuleBody = Schemas["EvaluationRuleIn"];
export type TargetKind = Rule["target"];
export type Execution = Schemas["EvaluationExecutionOut"];
export type ExecutionState = Execution["state"];
export type WhyNot = Schemas["WhyNotOut"];
export type RecentRow = Pick<
  Schemas["ObservationRow"],
  "id" | "name" | "type" | "start_time" | "input_preview" | "trace_id" | "session_id"
>;
export type Preview = Schemas["EvaluationPreviewOut"];

export const TARGETS = ["observation", "trace", "session", "experiment_item"] as const;
export const STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;
export const SOURCES = [
  "input",
  "output",
  "metadata",
  "tool_calls",
  "expected_output",
  "item_metadata",
  "trace",
  "session",
] as const satisfies readonly VariableSource["source"][];
export const POLL_MS = 2000;
export const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "evaluation", ...rest];
export const at = (projectId: string) => ({ path: { project_id: projectId } });

export const evaluatorsQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "evaluators"),
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/projects/{project_id}/evaluators", { params: at(projectId), signal })),
  });

export const evaluatorQuery = (projectId: string, id: string) =>
  queryOptions({
    queryKey: key(projectId, "evaluators", id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluators/{evaluator_id}", {
          params: { path: { project_id: projectId, evaluator_id: id } },
          signal,
        }),
      ),
  });

export const versionsQuery = (projectId: string, id: string) =>
  queryOptions({
    queryKey: key(projectId, "evaluators", id, "versions"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluators/{evaluator_id}/versions", {
          params: { path: { project_id: projectId, evaluator_id: id } },
          signal,
        }),
      ),
  });

export const libraryQuery = (projectId: string, language: "en" | "zh") =>
  queryOptions({
    queryKey: key(projectId, "library", language),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluator-library", {
          params: { ...at(projectId), query: { language } },
          signal,
        }),
      ),
  });

export const checksQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "checks"),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/projects/{project_id}/evaluator-checks", { params: at(projectId), signal })),
  });

export const settingsQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "settings"),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/evaluation-settings", { params: at(projectId), signal })),
  });

/** Names of connections with their models, for choosing a judge. */
export const judgesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "connections"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/projects/{project_id}/llm-connections", { params: at(projectId), signal })),
  });

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

export interface Asked {
  traceId?: string;
  observationId?: string;
  sessionId?: string;
}

export const whyNotQuery = (projectId: string, asked: Asked) =>
  queryOptions({
    queryKey: key(projectId, "why-not", asked),
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-why-not", {
          params: {
            ...at(projectId),
            query: { trace_id: asked.traceId, observation_id: asked.observationId, session_id: asked.sessionId },
          },
          signal,
        }),
      ),
  });

export const ruleWhyNotQuery = (projectId: string, ruleId: string, asked: Asked) =>
  queryOptions({
    queryKey: key(projectId, "why-not", ruleId, asked),
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}/why-not", {
          params: {
            path: { project_id: projectId, rule_id: ruleId },
            query: { trace_id: asked.traceId, observation_id: asked.observationId, session_id: asked.sessionId },
          },
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

/** Recent rows to try an evaluator on; what judges did themselves is left out. */
export const recentQuery = (projectId: string, filter: string) =>
  queryOptions({
    queryKey: key(projectId, "recent", filter),
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/observations", {
          params: {
            ...at(projectId),
            query: { limit: 30, filter: `${filter && `(${filter}) `}-environment:"lumetra-evaluation"` },
          },
          signal,
        }),
      ),
  });

export function useEvaluationChange<Input, Output>(
  projectId: string,
  change: (input: Input) => Promise<Output>,
  failure: Partial<typeof SHOWN_BY_FORM> = {},
) {
  return useChange(key(projectId), change, failure);
}

/** The form shows what the server objects to. */
export const useCreateEvaluator = (projectId: string) =>
  useEvaluationChange(
    projectId,
    (body: Schemas["EvaluatorIn"]) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/evaluators", { params: at(projectId), body })),
    SHOWN_BY_FORM,
  );

export const useAddVersion = (projectId: string, id: string) =>
  useEvaluationChange(
    projectId,
    (body: Schemas["EvaluatorVersionIn"]) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/evaluators/{evaluator_id}/versions", {
          params: { path: { project_id: projectId, evaluator_id: id } },
          body,
        }),
      ),
    SHOWN_BY_FORM,
  );

export const useDeleteEvaluator = (projectId: string, id: string) =>
  useEvaluationChange(projectId, () =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/evaluators/{evaluator_id}", {
        params: { path: { project_id: projectId, evaluator_id: id } },
      }),
    ),
  );

export const usePause = (projectId: string, id: string) =>
  useEvaluationChange(projectId, (paused: boolean) => {
    const params = { path: { project_id: projectId, evaluator_id: id } };
    return paused
      ? unwrap(api.POST("/api/v1/projects/{project_id}/evaluators/{evaluator_id}/pause", { params, body: { message: "" } }))
      : unwrap(api.POST("/api/v1/projects/{project_id}/evaluators/{evaluator_id}/resume", { params }));
  });

export const useTest = (projectId: string) =>
  useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: Schemas["EvaluatorTestIn"]) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/evaluator-tests", { params: at(projectId), body })),
  });

export const useSaveSettings = (projectId: string) =>
  useEvaluationChange(projectId, (body: Schemas["EvaluationSettingsIn"]) =>
    unwrap(api.PUT("/api/v1/projects/{project_id}/evaluation-settings", { params: at(projectId), body })),
  );

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
