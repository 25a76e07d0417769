/** Names of people, for places where the server gives only their ids. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const membersQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "members"],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/members", { params: { path: { project_id: projectId } }, signal })),
  });

const peopleQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "people"],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/people", { params: { path: { project_id: projectId } }, signal })),
  });

/** The member's name, or what was written when it is no member's id (`API`, `key:…`, someone who left). */
export function usePersonName(projectId: string): (id: string) => string {
  const people = useQuery(peopleQuery(projectId));
  const names = new Map(people.data?.data.map(({ user_id, name }) => [user_id, name]));
  return (id) => names.get(id) ?? (id.startsWith("key:") ? "API" : id);
}
