/** What a filter may ask about each kind of row, the values that occur, and how often: suggestions and facets of every list. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { paths } from "./schema.gen";

export type ListSubject = paths["/api/v1/projects/{project_id}/facets/{subject}"]["get"]["parameters"]["path"]["subject"];

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

interface FacetRequest {
  projectId: string;
  subject: ListSubject;
  from: string;
  to: string;
  /** Conditions of the filter on a field itself do not narrow that field's values. */
  filter?: string;
  fields: string[];
  containing: string;
  limit: number;
}

/** The most frequent values of fields among the rows of a stretch of time, with their counts. */
export const facetsQuery = ({ projectId, subject, ...query }: FacetRequest) => ({
  queryKey: ["project", projectId, "facets", subject, query],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (
      await unwrap(
        api.GET("/api/v1/projects/{project_id}/facets/{subject}", {
          params: { path: { project_id: projectId, subject }, query },
          signal,
        }),
      )
    ).data,
});

interface ValuesRequest {
  projectId: string;
  from: string;
  to: string;
  /** The field as the subject calls it. */
  field: string;
  containing: string;
}

/** Values of one field, whatever else the filter says, most frequent first. */
export const fieldValuesQuery = (subject: ListSubject, { field, ...request }: ValuesRequest) => {
  const facets = facetsQuery({ ...request, subject, fields: [field], limit: 20 });
  return {
    queryKey: facets.queryKey,
    queryFn: async (context: { signal: AbortSignal }) => (await facets.queryFn(context))[0]?.values ?? [],
  };
};

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
