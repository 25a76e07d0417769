/** Scores and score configs: what is read, and what people add, change and remove. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { quote } from "@/components/filter/lex";

type Schemas = components["schemas"];
export type ScoreRow = Schemas["ScoreRow"];
export type ScoreConfig = Schemas["ScoreConfig"];
export type ScoreValue = number | string | boolean;

/** What is judged or commented on: a session, a trace, or a step of a trace. */
export interface Target {
  traceId?: string;
  observationId?: string;
  sessionId?: string;
}

/** What is asked in the course of an annotation queue, and of which. */
export interface Asked {
  queueId: string;
  configIds: readonly string[];
}

interface ListRequest {
  projectId: string;
  filter: string;
  from: string;
  to: string;
}

export const scoresQuery = ({ projectId, ...query }: ListRequest) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "scores", "list", query],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/scores", {
          params: { path: { project_id: projectId }, query: { ...query, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

function filterOf({ traceId, observationId, sessionId }: Target): string {
  if (traceId === undefined) return `session_id:${quote(sessionId ?? "")} level:SESSION`;
  const trace = `trace_id:${quote(traceId)}`;
  return observationId === undefined ? `${trace} level:TRACE` : `${trace} observation_id:${quote(observationId)}`;
}

export const scoresOfQuery = (projectId: string, target: Target) =>
  queryOptions({
    queryKey: ["project", projectId, "scores", "of", target],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/scores", {
            params: { path: { project_id: projectId }, query: { filter: filterOf(target), limit: 200 } },
            signal,
          }),
        )
      ).data,
  });

export const scoreConfigsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "score-configs"],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/score-configs", {
            params: { path: { project_id: projectId }, query: { limit: 500 } },
            signal,
          }),
        )
      ).data,
    staleTime: 60_000,
  });

/** Scores are shown on traces, sessions and lists; all that was read of the project may have changed. */
function useScoreChange<Input, Output>(projectId: string, change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      client.invalidateQueries({
        queryKey: ["project", projectId],
        predicate: ({ queryKey }) => ["scores", "trace", "tracing", "sessions", "users"].includes(String(queryKey[2])),
      }),
  });
}

export function useAddScore(projectId: string, target: Target, queueId = "") {
  return useScoreChange(projectId, ({ config, value }: { config: ScoreConfig; value: ScoreValue }) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/scores", {
        params: { path: { project_id: projectId } },
        body: {
          trace_id: target.traceId ?? "",
          observation_id: target.observationId ?? "",
          session_id: target.traceId === undefined ? (target.sessionId ?? "") : "",
          config_id: config.id,
          queue_id: queueId,
          name: "",
          value,
          comment: "",
          environment: "default",
        },
      }),
    ),
  );
}

export function useChangeScore(projectId: string) {
  return useScoreChange(projectId, ({ id, ...body }: { id: string; value?: ScoreValue; comment?: string }) =>
    unwrap(
      api.PATCH("/api/v1/projects/{project_id}/scores/{score_id}", {
        params: { path: { project_id: projectId, score_id: id } },
        body,
      }),
    ),
  );
}

/** States what the output should have been, or changes the correction that stands. */
export function useCorrectOutput(projectId: string, target: Target, standingId: string | undefined) {
  return useScoreChange(projectId, (text: string) =>
    standingId !== undefined
      ? unwrap(
          api.PATCH("/api/v1/projects/{project_id}/scores/{score_id}", {
            params: { path: { project_id: projectId, score_id: standingId } },
            body: { value: text },
          }),
        )
      : unwrap(
          api.POST("/api/v1/projects/{project_id}/scores", {
            params: { path: { project_id: projectId } },
            body: {
              trace_id: target.traceId ?? "",
              observation_id: target.observationId ?? "",
              session_id: "",
              config_id: "",
              queue_id: "",
              name: "output",
              data_type: "CORRECTION",
              value: text,
              comment: "",
              environment: "default",
            },
          }),
        ),
  );
}

export function useRemoveScore(projectId: string) {
  return useScoreChange(projectId, (id: string) =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/scores/{score_id}", {
        params: { path: { project_id: projectId, score_id: id } },
      }),
    ),
  );
}

/** All scores that the log finds. */
export interface MatchingScores {
  filter: string;
  from: string;
  to: string;
}

const MOST_AT_ONCE = 1000;

/** Scores by id, or all that match (at most 10 000 at once); how many were removed. */
export function useRemoveScores(projectId: string) {
  const params = { path: { project_id: projectId } };
  return useScoreChange(projectId, async (which: string[] | MatchingScores) => {
    if (!Array.isArray(which)) {
      const body = { filter: which.filter, from_time: which.from, to_time: which.to };
      return (await unwrap(api.POST("/api/v1/projects/{project_id}/scores/delete/found", { params, body }))).count;
    }
    for (let start = 0; start < which.length; start += MOST_AT_ONCE) {
      const body = { score_ids: which.slice(start, start + MOST_AT_ONCE) };
      await unwrap(api.POST("/api/v1/projects/{project_id}/scores/delete", { params, body }));
    }
    return which.length;
  });
}

/** The project's members, for those who may read them. */
export const membersQuery = (projectId: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["project", projectId, "member-names"],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/projects/{project_id}/members", { params: { path: { project_id: projectId } }, signal })))
        .data,
    staleTime: 60_000,
    enabled,
  });

type Members = Schemas["OrganizationMember"][];

const namesOf = (members: Members) => new Map(members.map((member) => [member.user_id, member.name || member.email]));

/** Names of the project's members by id. */
export const memberNamesQuery = (projectId: string, enabled: boolean) => ({
  ...membersQuery(projectId, enabled),
  select: namesOf,
});
