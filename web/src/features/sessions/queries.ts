/** Sessions: their list, and one of them turn by turn. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { facetsQuery } from "@/api/filter-fields";
import type { components } from "@/api/schema.gen";
import { addTerm } from "@/components/filter/edit";
import { quote } from "@/components/filter/lex";
import type { Look } from "./look";

type Schemas = components["schemas"];
export type SessionRow = Schemas["ListedSession"];
export type Step = Omit<Schemas["SessionStep"], "highlights">;
type OwnTurn = Schemas["SessionTurn"];

/** A turn as the own page and the shared one have it; what only the own page has may be missing. */
export interface Turn extends Omit<Schemas["Turn"], "highlights"> {
  steps?: Step[];
  step_count?: OwnTurn["step_count"];
  system_source?: OwnTurn["system_source"];
}

export interface SessionView extends Omit<Schemas["SessionView"], "turns"> {
  turns: Turn[];
}

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

const SHARED_TURNS = 50;
export const LIVE_MS = 10_000;

/** Turns a page: fewer where a turn has many steps. */
export const turnsAPage = (look: Look) => (look.show === "conversation" ? 50 : 20);

/** One page of a session's turns, by its place among those that the filter leaves. */
export const turnsQuery = (projectId: string, sessionId: string, look: Look, page: number) => {
  const { show, filter, system } = look;
  const tools = look.tools && show === "conversation";
  const limit = turnsAPage(look);
  const query = { show, filter, tools, system: system && show === "conversation", limit, start: page * limit };
  return queryOptions({
    queryKey: ["project", projectId, "sessions", "one", sessionId, query],
    queryFn: ({ signal }): Promise<SessionView> =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/sessions/{session_id}", {
          params: { path: { project_id: projectId, session_id: sessionId }, query },
          signal,
        }),
      ),
    // A conversation may go on: its end is asked for again while it is looked at.
    refetchInterval: ({ state }) => (state.data && state.data.next_cursor === null ? LIVE_MS : false),
  });
};

/** A page of a session for a file. */
export const readOwn = (projectId: string, sessionId: string, cursor: string | undefined) =>
  unwrap(
    api.GET("/api/v1/projects/{project_id}/sessions/{session_id}", {
      params: { path: { project_id: projectId, session_id: sessionId }, query: { limit: 100, cursor } },
    }),
  );

type Stretch = Pick<SessionRow, "id" | "start_time" | "end_time">;

const stepsOf = (projectId: string, session: Stretch) => ({
  projectId,
  subject: "observations" as const,
  from: session.start_time,
  to: new Date(Date.parse(session.end_time) + 1000).toISOString(),
});
const inSession = (session: Stretch) => `session_id:${quote(session.id)}`;

/** Values of a field among the steps of one session, whatever its filter says. */
export const stepValuesQuery = (projectId: string, session: Stretch, field: string, containing: string) => {
  const asked = { ...stepsOf(projectId, session), filter: inSession(session), fields: [field], containing, limit: 20 };
  const facets = facetsQuery(asked);
  return {
    queryKey: facets.queryKey,
    queryFn: async (context: { signal: AbortSignal }) => (await facets.queryFn(context))[0]?.values ?? [],
  };
};

const SHOWN_VALUES = 30;

/** Values of fields among the steps of one session that the rest of its filter leaves, with their counts. */
export const stepFacetsQuery = (
  projectId: string,
  session: Stretch,
  filter: string,
  wanted: { fields: string[]; containing: string },
) => facetsQuery({ ...stepsOf(projectId, session), filter: addTerm(filter, inSession(session)), ...wanted, limit: SHOWN_VALUES });

/** A session as a stranger reads it by a public link. */
export const sharedSessionQuery = (projectId: string, sessionId: string) =>
  infiniteQueryOptions({
    queryKey: ["shared", projectId, "session", sessionId],
    queryFn: ({ signal, pageParam }) => readShared(projectId, sessionId, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** A page of a shared session. */
export const readShared = (projectId: string, sessionId: string, cursor: string | undefined, signal?: AbortSignal) =>
  unwrap(
    api.GET("/api/v1/public/projects/{project_id}/sessions/{session_id}", {
      params: { path: { project_id: projectId, session_id: sessionId }, query: { limit: SHARED_TURNS, cursor } },
      signal,
    }),
  );
