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

const PAGE = 50;

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

/** With totals of each day; days begin at midnight in `timeZone`. */
export const userQuery = (projectId: string, userId: string, { from, to }: Window, timeZone: string) =>
  queryOptions({
    queryKey: ["project", projectId, "users", "one", userId, from, to, timeZone],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/users/{user_id}", {
          params: { path: { project_id: projectId, user_id: userId }, query: { from, to, time_zone: timeZone } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** What is asked of one user's things, a page at a time, the newest first. */
type PageOfUser = {
  params: { path: { project_id: string }; query: Window & { filter: string; limit: number; cursor: string | undefined } };
  signal: AbortSignal;
};

interface PageOf<Row> {
  data: Row[];
  next_cursor?: string | null;
}

function listOfUser<Page extends PageOf<unknown>>(name: string, field: string, read: (request: PageOfUser) => Promise<Page>) {
  return (projectId: string, userId: string, window: Window) =>
    infiniteQueryOptions({
      queryKey: ["project", projectId, "users", name, userId, window],
      queryFn: ({ signal, pageParam }) => {
        const query = { ...window, filter: `${field}:${quote(userId)}`, limit: PAGE, cursor: pageParam };
        return read({ params: { path: { project_id: projectId }, query }, signal });
      },
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      placeholderData: keepPreviousData,
    });
}

export const sessionsOfUserQuery = listOfUser<PageOf<Schemas["ListedSession"]>>("sessions", "users", (request) =>
  unwrap(api.GET("/api/v1/projects/{project_id}/sessions", request)),
);

export const tracesOfUserQuery = listOfUser<PageOf<Omit<Schemas["ListedTrace"], "highlights">>>("traces", "user_id", (request) =>
  unwrap(api.GET("/api/v1/projects/{project_id}/traces", request)),
);

/** Scores of the user's traces and of their steps. */
export const scoresOfUserQuery = listOfUser<PageOf<Schemas["ScoreRow"]>>("scores", "user_id", (request) =>
  unwrap(api.GET("/api/v1/projects/{project_id}/scores", request)),
);
