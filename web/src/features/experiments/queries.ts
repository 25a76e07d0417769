/** Experiments: lists, results, comparisons, and running them. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Experiment = Schemas["ExperimentOut"];
export type Results = Schemas["ResultsOut"];
export type UsedPrompt = Schemas["UsedPromptOut"];
export type Metric = Schemas["MetricOut"];
export type Categories = Schemas["CategoriesOut"];
export type Estimate = Schemas["EstimateOut"];
export type ItemRow = Schemas["ItemRowOut"];
export type Comparison = Schemas["ComparisonOut"];
export type MetricComparison = Schemas["MetricComparisonOut"];
export type CategoryComparison = Schemas["CategoryComparisonOut"];
export type Verdict = Schemas["VerdictOut"];
export type ItemPair = Schemas["ItemPairOut"];
export type Plan = Schemas["PlanOut"];
export type PlanWish = Schemas["PlanIn"];
export type ArmWish = Schemas["ExperimentArmIn"];
export type Outcome = ItemPair["outcome"];

export const POLL_MS = 1500;
const PAGE = 50;
const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "experiments", ...rest];
const at = (projectId: string) => ({ project_id: projectId });

export const experimentsQuery = (projectId: string, search: { q?: string; datasetId?: string; order?: string }) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "list", search),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["ExperimentsPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/experiments", {
          params: {
            path: at(projectId),
            query: {
              search: search.q,
              dataset_id: search.datasetId,
              order: search.order,
              limit: PAGE,
              cursor: pageParam ?? undefined,
            },
          },
          signal,
        }),
      ),
  });

export const resultsQuery = (projectId: string, experimentId: string) =>
  queryOptions({
    queryKey: key(projectId, "results", experimentId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/experiments/{experiment_id}", {
          params: { path: { ...at(projectId), experiment_id: experimentId } },
          signal,
        }),
      ),
  });

export interface RowsWish {
  order?: string;
  filter?: string;
}

/** What the filter of items may ask. */
export const itemFieldsQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "item-fields"),
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/projects/{project_id}/experiment-item-fields", { params: { path: at(projectId) }, signal })))
        .data,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const rowsQuery = (projectId: string, experimentId: string, wish: RowsWish) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "rows", experimentId, wish),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["ItemRowsPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/experiments/{experiment_id}/items", {
          params: {
            path: { ...at(projectId), experiment_id: experimentId },
            query: { ...wish, limit: PAGE, cursor: pageParam ?? undefined },
          },
          signal,
        }),
      ),
  });

export const comparisonQuery = (projectId: string, baseline: string, candidates: string[], lower: string[]) =>
  queryOptions({
    queryKey: key(projectId, "comparison", baseline, candidates, lower),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/experiment-comparison", {
          params: { path: at(projectId), query: { baseline, candidate: candidates, lower_is_better: lower } },
          signal,
        }),
      ),
  });

interface PairsWish {
  baseline: string;
  candidate: string;
  metric: string;
  outcome: Outcome | "any";
  lower: string[];
}

export const pairsQuery = (projectId: string, { lower, ...wish }: PairsWish) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "pairs", wish, lower),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["ItemPairsPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/experiment-comparison/items", {
          params: {
            path: at(projectId),
            query: { ...wish, lower_is_better: lower, limit: 20, cursor: pageParam ?? undefined },
          },
          signal,
        }),
      ),
  });

/** Where the Markdown of a comparison can be fetched. */
export function reportHref(projectId: string, baseline: string, candidates: string[], lower: string[], language: string) {
  const query = new URLSearchParams({ baseline, language });
  for (const candidate of candidates) query.append("candidate", candidate);
  for (const name of lower) query.append("lower_is_better", name);
  return `/api/v1/projects/${projectId}/experiment-comparison/report?${query}`;
}

export const isRunning = (plan: Plan) => plan.state === "queued" || plan.state === "running";

export const plansQuery = (projectId: string, datasetId?: string) =>
  queryOptions({
    queryKey: key(projectId, "plans", datasetId),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/experiment-plans", {
            params: { path: at(projectId), query: { dataset_id: datasetId } },
            signal,
          }),
        )
      ).data,
  });

export function useStartPlan(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PlanWish) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/experiment-plans", { params: { path: at(projectId) }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId) }),
    ...SHOWN_BY_FORM,
  });
}

export function useSteerPlan(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, how }: { id: string; how: "stop" | "resume" | "retry" }) => {
      const params = { path: { ...at(projectId), plan_id: id } };
      if (how === "stop") {
        await unwrap(api.POST("/api/v1/projects/{project_id}/experiment-plans/{plan_id}/stop", { params }));
        return;
      }
      const body = { retry_failed: how === "retry" };
      await unwrap(api.POST("/api/v1/projects/{project_id}/experiment-plans/{plan_id}/resume", { params, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId) }),
  });
}

export function useDeleteExperiment(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/projects/{project_id}/experiments/{experiment_id}", {
          params: { path: { ...at(projectId), experiment_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId) }),
  });
}

/** Calls for lists, results and rows to be read again; what is being read already is left to finish. */
export function useRefresh(projectId: string) {
  const client = useQueryClient();
  return useCallback(() => {
    for (const what of ["list", "results", "rows"]) {
      void client.invalidateQueries({ queryKey: key(projectId, what) }, { cancelRefetch: false });
    }
  }, [client, projectId]);
}

/** What a new experiment chooses from. */
export const datasetsToRunQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "choose-datasets"),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/datasets", { params: { path: at(projectId), query: { limit: 200 } }, signal }),
        )
      ).data,
  });

export const datasetVersionsQuery = (projectId: string, datasetId: string) =>
  queryOptions({
    queryKey: key(projectId, "choose-versions", datasetId),
    enabled: datasetId !== "",
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/datasets/{dataset_id}/versions", {
            params: { path: { ...at(projectId), dataset_id: datasetId } },
            signal,
          }),
        )
      ).data,
  });

export const promptsToRunQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "choose-prompts"),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/prompts", { params: { path: at(projectId), query: { limit: 200 } }, signal }),
        )
      ).data,
  });

export const promptVersionsQuery = (projectId: string, promptId: string) =>
  queryOptions({
    queryKey: key(projectId, "choose-prompt-versions", promptId),
    enabled: promptId !== "",
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}", {
            params: { path: { ...at(projectId), prompt_id: promptId } },
            signal,
          }),
        )
      ).versions,
  });

export const connectionsToRunQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "choose-connections"),
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/projects/{project_id}/llm-connections", { params: { path: at(projectId) }, signal }))).data,
  });

export const evaluatorsToRunQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "choose-evaluators"),
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/projects/{project_id}/evaluators", { params: { path: at(projectId) }, signal }))).data,
  });
