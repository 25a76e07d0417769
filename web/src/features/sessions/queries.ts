/** Sessions: their list, and one of them turn by turn. */
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type SessionRow = Schemas["SessionRow"];
export type Turn = Omit<Schemas["Turn"], "highlights">;

interface ListRequest {
  projectId: string;
  filter: string;
  from: string;
  to: string;
}

export const sessionsQuery = ({ projectId, ...query }: ListRequest) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "sessions", "list", query],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/sessions", {
          params: { path: { project_id: projectId }, query: { ...query, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

const TURNS = 50;
const LIVE_MS = 10_000;

/** A session with its turns in pages. A conversation of one page is asked for again while it is open: it may go on. */
export const sessionQuery = (projectId: string, sessionId: string) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "sessions", "one", sessionId],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/sessions/{session_id}", {
          params: { path: { project_id: projectId, session_id: sessionId }, query: { limit: TURNS, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? LIVE_MS : false),
  });

/** A session as a stranger reads it by a public link. */
export const sharedSessionQuery = (projectId: string, sessionId: string) =>
  infiniteQueryOptions({
    queryKey: ["shared", projectId, "session", sessionId],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/public/projects/{project_id}/sessions/{session_id}", {
          params: { path: { project_id: projectId, session_id: sessionId }, query: { limit: TURNS, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
