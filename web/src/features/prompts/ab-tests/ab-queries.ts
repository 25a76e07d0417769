/** A/B tests of a prompt: read and decided. */
import { queryOptions } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { type AbTestBody, at, key, one, usePromptChange } from "../queries";

export const abTestsQuery = (projectId: string, promptId: string) =>
  queryOptions({
    queryKey: key(projectId, promptId, "ab-tests"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/ab-tests", {
          params: { path: one(projectId, promptId) },
          signal,
        }),
      ),
  });

export const abTestQuery = (projectId: string, testId: string) =>
  queryOptions({
    queryKey: key(projectId, "ab-test", testId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompt-ab-tests/{test_id}", {
          params: { path: { ...at(projectId), test_id: testId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.test.status === "running" ? 15_000 : false),
  });

export function useStartTest(projectId: string, promptId: string) {
  return usePromptChange(
    projectId,
    (body: AbTestBody) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/ab-tests", {
          params: { path: one(projectId, promptId) },
          body,
        }),
      ),
    SHOWN_BY_FORM,
  );
}

export function usePromote(projectId: string, testId: string) {
  return usePromptChange(projectId, (version: number) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompt-ab-tests/{test_id}/promote", {
        params: { path: { ...at(projectId), test_id: testId } },
        body: { version },
      }),
    ),
  );
}

export function useStopArm(projectId: string, testId: string) {
  return usePromptChange(projectId, (version: number) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompt-ab-tests/{test_id}/stop-arm", {
        params: { path: { ...at(projectId), test_id: testId } },
        body: { version },
      }),
    ),
  );
}

export function useStopTest(projectId: string, testId: string) {
  return usePromptChange(projectId, () =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompt-ab-tests/{test_id}/stop", {
        params: { path: { ...at(projectId), test_id: testId } },
      }),
    ),
  );
}
