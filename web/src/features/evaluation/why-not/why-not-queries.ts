/** Why something was not evaluated. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { at, key } from "../queries";

export interface Asked {
  traceId?: string;
  observationId?: string;
  sessionId?: string;
}

export const whyNotQuery = (projectId: string, asked: Asked) =>
  queryOptions({
    queryKey: key(projectId, "why-not", asked),
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-why-not", {
          params: {
            ...at(projectId),
            query: { trace_id: asked.traceId, observation_id: asked.observationId, session_id: asked.sessionId },
          },
          signal,
        }),
      ),
  });

export const ruleWhyNotQuery = (projectId: string, ruleId: string, asked: Asked) =>
  queryOptions({
    queryKey: key(projectId, "why-not", ruleId, asked),
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/evaluation-rules/{rule_id}/why-not", {
          params: {
            path: { project_id: projectId, rule_id: ruleId },
            query: { trace_id: asked.traceId, observation_id: asked.observationId, session_id: asked.sessionId },
          },
          signal,
        }),
      ),
  });
