/** What a filter may ask about each kind of row, and the values that occur: suggestions of every search bar. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

type ListSubject = "sessions" | "users" | "scores" | "observations";

export const filterFieldsQuery = (projectId: string, subject: ListSubject) =>
  queryOptions({
    queryKey: ["project", projectId, "filter-fields", subject],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/filter-fields/{subject}", {
            params: { path: { project_id: projectId, subject } },
            signal,
          }),
        )
      ).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

interface ValuesRequest {
  projectId: string;
  from: string;
  to: string;
  /** The field as the subject calls it. */
  field: string;
  containing: string;
}

/** Values of a field among the traces of a stretch of time, most frequent first. */
export const traceValuesQuery = (request: ValuesRequest) => fieldValuesQuery("traces", request);

/** Values of a field among traces or observations of a stretch of time, most frequent first. */
export const fieldValuesQuery = (subject: "traces" | "observations", { projectId, field, ...query }: ValuesRequest) => ({
  queryKey: ["project", projectId, "field-values", subject, field, query],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const found = await unwrap(
      api.GET("/api/v1/projects/{project_id}/facets/{subject}", {
        params: { path: { project_id: projectId, subject }, query: { ...query, fields: [field], limit: 20 } },
        signal,
      }),
    );
    return found.data[0]?.values ?? [];
  },
});

/** Names of scores, or keys of metadata, that occur. */
export const keysQuery = (projectId: string, field: "metadata" | "scores", from: string, to: string, prefix: string) => ({
  queryKey: ["project", projectId, "filter-keys", field, from, to, prefix],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (
      await unwrap(
        api.GET("/api/v1/projects/{project_id}/filter-keys/{field}", {
          params: { path: { project_id: projectId, field }, query: { from, to, prefix } },
          signal,
        }),
      )
    ).data,
});
