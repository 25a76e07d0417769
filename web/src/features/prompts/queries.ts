/** Prompts, their versions, figures, reviews and A/B tests: what the pages of prompts read and change. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SHOWN_BY_FORM, useChange } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type PromptLine = Schemas["PromptLine"];
export type PromptDetail = Schemas["PromptDetail"];
export type PromptUse = Schemas["PromptUse"];
export type VersionLine = Schemas["VersionLine"];
export type VersionOut = Schemas["VersionOut"];
export type Analysis = Schemas["Analysis"];
export type DiffLine = Schemas["DiffLine"];
export type Numbers = Schemas["NumbersOut"];
export type Proposal = Schemas["ProposalOut"];
export type LabelRule = Schemas["RuleOut"];
export type AbTest = Schemas["AbTestOut"];
export type AbTestBody = Schemas["AbTestIn"];
export type Interval = AbTest["ranges"][string];
export type ArmResult = Schemas["ArmResult"];
export type NewVersion = Schemas["NewVersionIn"];

export interface PromptSearch {
  folder?: string;
  q?: string;
  label?: string;
  tag?: string;
}

export const at = (projectId: string) => ({ project_id: projectId });
export const one = (projectId: string, promptId: string) => ({ project_id: projectId, prompt_id: promptId });
export const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "prompts", ...rest];

export const promptsQuery = (projectId: string, search: PromptSearch) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "list", search),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["PromptPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) => {
      const flat = Boolean(search.q || search.label || search.tag);
      return unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts", {
          params: {
            path: at(projectId),
            query: {
              folder: flat ? undefined : (search.folder ?? ""),
              search: search.q,
              label: search.label,
              tag: search.tag,
              cursor: pageParam ?? undefined,
            },
          },
          signal,
        }),
      );
    },
  });

export const usageQuery = (projectId: string, names: string[], days: number) =>
  queryOptions({
    queryKey: key(projectId, "usage", names, days),
    enabled: names.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/usage", {
          params: { path: at(projectId), query: { name: names, days } },
          signal,
        }),
      ),
  });

export const promptQuery = (projectId: string, promptId: string) =>
  queryOptions({
    queryKey: key(projectId, promptId, "detail"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}", { params: { path: one(projectId, promptId) }, signal }),
      ),
  });

export const versionQuery = (projectId: string, promptId: string, version: number) =>
  queryOptions({
    queryKey: key(projectId, promptId, "version", version),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/versions/{version}", {
          params: { path: { ...one(projectId, promptId), version } },
          signal,
        }),
      ),
  });

export const compareQuery = (projectId: string, promptId: string, left: number, right: number) =>
  queryOptions({
    queryKey: key(projectId, promptId, "compare", left, right),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/compare", {
          params: { path: one(projectId, promptId), query: { left, right } },
          signal,
        }),
      ),
  });

export const numbersQuery = (projectId: string, promptId: string) =>
  queryOptions({
    queryKey: key(projectId, promptId, "numbers"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/numbers", {
          params: { path: one(projectId, promptId) },
          signal,
        }),
      ),
  });

export const historyQuery = (projectId: string, promptId: string) =>
  infiniteQueryOptions({
    queryKey: key(projectId, promptId, "history"),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["HistoryPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/history", {
          params: { path: one(projectId, promptId), query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
  });

/** Nearly every change touches list, versions, trail and reviews at once, so all of them are read again. */
export function usePromptChange<Input, Output>(
  projectId: string,
  change: (input: Input) => Promise<Output>,
  failure: Partial<typeof SHOWN_BY_FORM> = {},
) {
  return useChange(key(projectId), change, failure);
}

export function useCreateVersion(projectId: string) {
  return usePromptChange(
    projectId,
    (body: NewVersion) => unwrap(api.POST("/api/v1/projects/{project_id}/prompts", { params: { path: at(projectId) }, body })),
    SHOWN_BY_FORM,
  );
}

export function useRestore(projectId: string, promptId: string) {
  return usePromptChange(projectId, (version: number) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/versions/{version}/restore", {
        params: { path: { ...one(projectId, promptId), version } },
        body: {},
      }),
    ),
  );
}

export function useDeleteVersion(projectId: string, promptId: string) {
  return usePromptChange(projectId, (version: number) =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/prompts/{prompt_id}/versions/{version}", {
        params: { path: { ...one(projectId, promptId), version } },
      }),
    ),
  );
}

export function useDeletePrompt(projectId: string, promptId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/v1/projects/{project_id}/prompts/{prompt_id}", { params: { path: one(projectId, promptId) } })),
    // The page of the prompt is still open at this moment; asking for it again would show that it is gone.
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId, "list") }),
  });
}

export function useRename(projectId: string, promptId: string) {
  return usePromptChange(
    projectId,
    (name: string) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/rename", {
          params: { path: one(projectId, promptId) },
          body: { name },
        }),
      ),
    SHOWN_BY_FORM,
  );
}

export function useSetTags(projectId: string, promptId: string) {
  return usePromptChange(
    projectId,
    (tags: string[]) =>
      unwrap(
        api.PUT("/api/v1/projects/{project_id}/prompts/{prompt_id}/tags", {
          params: { path: one(projectId, promptId) },
          body: { tags },
        }),
      ),
    SHOWN_BY_FORM,
  );
}

/** Exactly these labels stand on the version afterwards; `latest` moves by itself and is left out. */
export function useSetLabels(projectId: string, promptId: string) {
  return usePromptChange(projectId, ({ version, labels }: { version: number; labels: string[] }) =>
    unwrap(
      api.PUT("/api/v1/projects/{project_id}/prompts/{prompt_id}/versions/{version}/labels", {
        params: { path: { ...one(projectId, promptId), version } },
        body: { labels: labels.filter((label) => label !== "latest") },
      }),
    ),
  );
}
