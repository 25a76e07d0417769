/** Scores looked at as a whole: what the page of analytics reads. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Interval = Schemas["ScoreInterval"];
export type ScoreName = Schemas["ScoreName"];
export type ScoreAnalysis = Schemas["ScoreAnalysis"];
export type ScoreComparison = Schemas["ScoreComparison"];
export type ScorePoint = Schemas["ScorePoint"];
export type TrendPoint = Schemas["TrendPoint"];

export const DIMENSIONS = [
  "source",
  "environment",
  "author",
  "evaluator",
  "level",
  "experiment",
  "queue",
  "config",
  "trace_name",
  "user",
  "session",
  "tag",
  "release",
  "version",
  "model",
  "prompt",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A score by name, type and source (empty: any). */
export type ScoreKey = Pick<ScoreName, "name" | "data_type" | "source">;

/** In which stretch of time, and what else is asked of scores. */
export interface ScoreScope {
  from: string;
  to: string;
  filter: string;
}

const at = (projectId: string) => ({ project_id: projectId });

export const namesQuery = (projectId: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["project", projectId, "scores", "names", from, to],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/score-analytics/names", {
            params: { path: at(projectId), query: { from, to } },
            signal,
          }),
        )
      ).data,
  });

export const oneQuery = (projectId: string, score: ScoreKey, scope: ScoreScope) =>
  queryOptions({
    queryKey: ["project", projectId, "scores", "one", score, scope],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/score-analytics/one", {
          params: { path: at(projectId), query: { ...score, ...scope } },
          signal,
        }),
      ),
  });

export const byQuery = (projectId: string, score: ScoreKey, dimension: Dimension, scope: ScoreScope) =>
  queryOptions({
    queryKey: ["project", projectId, "scores", "by", score, dimension, scope],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/score-analytics/by", {
            params: { path: at(projectId), query: { ...score, ...scope, dimension } },
            signal,
          }),
        )
      ).data,
  });

export const twoQuery = (projectId: string, first: ScoreKey, second: ScoreKey, same: "target" | "trace", scope: ScoreScope) =>
  queryOptions({
    queryKey: ["project", projectId, "scores", "two", first, second, same, scope],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/score-analytics/two", {
          params: {
            path: at(projectId),
            query: {
              ...first,
              other_name: second.name,
              other_data_type: second.data_type,
              other_source: second.source,
              same,
              ...scope,
            },
          },
          signal,
        }),
      ),
  });
