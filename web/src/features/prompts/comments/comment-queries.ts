/** Remarks on versions and their lines. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { at, key, one, usePromptChange } from "../queries";

type Schemas = components["schemas"];
export type Comment = Schemas["CommentOut"];
export type NewComment = Schemas["CommentIn"];

export const commentsQuery = (projectId: string, promptId: string, version: number) =>
  queryOptions({
    queryKey: key(projectId, promptId, "comments", version),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompts/{prompt_id}/comments", {
          params: { path: one(projectId, promptId), query: { version } },
          signal,
        }),
      ),
  });

export function useAddComment(projectId: string, promptId: string) {
  return usePromptChange(projectId, (body: NewComment) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/comments", {
        params: { path: one(projectId, promptId) },
        body,
      }),
    ),
  );
}

export function useResolveComment(projectId: string) {
  return usePromptChange(projectId, ({ id, resolved }: { id: string; resolved: boolean }) =>
    unwrap(
      api.PATCH("/api/v1/projects/{project_id}/prompt-comments/{comment_id}", {
        params: { path: { ...at(projectId), comment_id: id } },
        body: { resolved },
      }),
    ),
  );
}

export function useDeleteComment(projectId: string) {
  return usePromptChange(projectId, (id: string) =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/prompt-comments/{comment_id}", {
        params: { path: { ...at(projectId), comment_id: id } },
      }),
    ),
  );
}
