/** Comments on one thing: what is read, and what people add, change and remove. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components, paths } from "@/api/schema.gen";
import type { Place } from "@/components/quotes/use-quotes";
import { membersQuery, type Target } from "../queries";
import { toMentionable } from "./mention-text";

export type Comment = components["schemas"]["Comment"];
export type Emoji =
  paths["/api/v1/projects/{project_id}/comments/{comment_id}/reactions/{emoji}"]["put"]["parameters"]["path"]["emoji"];
type Member = components["schemas"]["OrganizationMember"];

/** The longest comment. */
export const MOST_CHARACTERS = 5000;

function commentedOn({ traceId, observationId, sessionId }: Target) {
  if (observationId !== undefined) return { object_type: "OBSERVATION" as const, object_id: observationId };
  if (traceId !== undefined) return { object_type: "TRACE" as const, object_id: traceId };
  return { object_type: "SESSION" as const, object_id: sessionId ?? "" };
}

export const commentsQuery = (projectId: string, target: Target) =>
  queryOptions({
    queryKey: ["project", projectId, "comments", commentedOn(target)],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/comments", {
            params: { path: { project_id: projectId }, query: { ...commentedOn(target), limit: 200 } },
            signal,
          }),
        )
      ).data,
  });

export function useAddComment(projectId: string, target: Target) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (written: { content: string; place: Place | null }) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/comments", {
          params: { path: { project_id: projectId } },
          body: { ...commentedOn(target), ...written },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: commentsQuery(projectId, target).queryKey }),
  });
}

export function useChangeComment(projectId: string, target: Target) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, content }: { id: string; content: string }) =>
      unwrap(
        api.PATCH("/api/v1/projects/{project_id}/comments/{comment_id}", {
          params: { path: { project_id: projectId, comment_id: id } },
          body: { content },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: commentsQuery(projectId, target).queryKey }),
  });
}

export function useRemoveComment(projectId: string, target: Target) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/projects/{project_id}/comments/{comment_id}", {
          params: { path: { project_id: projectId, comment_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: commentsQuery(projectId, target).queryKey }),
  });
}

/** Puts one's own sign under a comment, or takes it back. */
export function useReact(projectId: string, target: Target) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, emoji, on }: { id: string; emoji: Emoji; on: boolean }) => {
      const params = { path: { project_id: projectId, comment_id: id, emoji } };
      return on
        ? unwrap(api.PUT("/api/v1/projects/{project_id}/comments/{comment_id}/reactions/{emoji}", { params }))
        : unwrap(api.DELETE("/api/v1/projects/{project_id}/comments/{comment_id}/reactions/{emoji}", { params }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: commentsQuery(projectId, target).queryKey }),
  });
}

const mentionable = (members: Member[]) =>
  toMentionable(members.filter((member) => (member.project_role ?? member.role) !== "NONE"));

/** Whom a comment can mention. */
export const mentionableQuery = (projectId: string, enabled: boolean) => ({
  ...membersQuery(projectId, enabled),
  select: mentionable,
});

/** Comments that mention whoever is signed in, newest first. */
export const mentionsQuery = (projectId: string) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "comments", "mentions"],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/comments", {
          params: { path: { project_id: projectId }, query: { mentioned: "me", limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
