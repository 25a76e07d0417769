/** Evaluators: what their pages read and change. */
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { at, key, type Schemas, useEvaluationChange } from "../queries";

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

/** A version of an evaluator; null: the newest. */
export const versionQuery = (projectId: string, id: string, version: number | null) =>
  queryOptions({
    queryKey: key(projectId, "evaluators", id, "version", version),
    queryFn: async ({ signal }) => {
      const params = { path: { project_id: projectId, evaluator_id: id } };
      const path = "/api/v1/projects/{project_id}/evaluators/{evaluator_id}";
      if (version === null) return (await unwrap(api.GET(path, { params, signal }))).latest;
      const { data } = await unwrap(api.GET(`${path}/versions`, { params, signal }));
      const found = data.find((one) => one.version === version);
      if (!found) throw new Error(`Version ${version} of evaluator ${id} is missing.`);
      return found;
    },
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
