/** Users: their list, and one of them with totals day by day, sessions and traces. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { quote } from "@/components/filter/lex";

type Schemas = components["schemas"];
export type UserRow = Schemas["UserRow"];
export type DayTotals = Schemas["DayTotals"];

interface Window {
  from: string;
  to: string;
}

const RECENT = 50;

export const usersQuery = ({ projectId, ...query }: Window & { projectId: string; filter: string }) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "users", "list", query],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/users", {
          params: { path: { project_id: projectId }, query: { ...query, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const userQuery = (projectId: string, userId: string, window: Window) =>
  queryOptions({
    queryKey: ["project", projectId, "users", "one", userId, window],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/users/{user_id}", {
          params: { path: { project_id: projectId, user_id: userId }, query: window },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const sessionsOfUserQuery = (projectId: string, userId: string, window: Window) =>
  queryOptions({
    queryKey: ["project", projectId, "users", "sessions", userId, window],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/sessions", {
            params: {
              path: { project_id: projectId },
              query: { ...window, filter: `users:${quote(userId)}`, limit: RECENT },
            },
            signal,
          }),
        )
      ).data,
    placeholderData: keepPreviousData,
  });

export const tracesOfUserQuery = (projectId: string, userId: string, window: Window) =>
  queryOptions({
    queryKey: ["project", projectId, "users", "traces", userId, window],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/traces", {
            params: {
              path: { project_id: projectId },
              query: { ...window, filter: `user_id:${quote(userId)}`, limit: RECENT },
            },
            signal,
          }),
        )
      ).data,
    placeholderData: keepPreviousData,
  });

/** Scores of the user's latest traces, newest first. */
export const scoresOfUserQuery = (projectId: string, userId: string, traceIds: readonly string[]) =>
  queryOptions({
    queryKey: ["project", projectId, "users", "scores", userId, traceIds],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/scores", {
            params: {
              path: { project_id: projectId },
              query: { filter: `trace_id:(${traceIds.map(quote).join(" OR ")})`, limit: RECENT },
            },
            signal,
          }),
        )
      ).data,
    enabled: traceIds.length > 0,
  });
