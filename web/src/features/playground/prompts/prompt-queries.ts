/** Prompts that a session takes from the project, and what becomes one. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { at, key, type Schemas, type VersionOut } from "../queries";

export const promptSearchQuery = (projectId: string, search: string) =>
  queryOptions({
    queryKey: key(projectId, "prompts", search),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts", {
          params: { path: at(projectId), query: { search: search || undefined, limit: 50 } },
          signal,
        }),
      ),
  });

export const promptByNameQuery = (projectId: string, name: string) =>
  queryOptions({
    queryKey: key(projectId, "prompt", name),
    enabled: name !== "",
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/prompts/find", { params: { path: at(projectId), query: { name } }, signal })),
  });

/** The variables of messages that refer to other prompts are known to the server alone. */
export const referencedVariablesQuery = (projectId: string, texts: string[]) =>
  queryOptions({
    queryKey: key(projectId, "referenced", texts),
    enabled: texts.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const body = { name: "draft", type: "text" as const, prompt: texts.join("\n") };
      const checked = await unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/check", { params: { path: at(projectId) }, body, signal }),
      );
      return { variables: checked.variables.map((one) => one.name), error: checked.error };
    },
  });

export function fetchVersion(projectId: string, promptId: string, version: number): Promise<VersionOut> {
  const path = { project_id: projectId, prompt_id: promptId, version };
  return unwrap(api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/versions/{version}", { params: { path } })).then(
    (found) => found.version,
  );
}

export function useSavePrompt(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    ...SHOWN_BY_FORM,
    mutationFn: (body: Schemas["NewVersionIn"]) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/prompts", { params: { path: at(projectId) }, body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["project", projectId, "prompts"] });
      void client.invalidateQueries({ queryKey: key(projectId, "prompt") });
    },
  });
}
