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

/** The member's name, or what was written when it is no member's id (`API`, `key:…`, someone who left). */
export function usePersonName(projectId: string): (id: string) => string {
  const members = useQuery(membersQuery(projectId));
  const names = new Map(members.data?.data.map((member) => [member.user_id, member.name || member.email]));
  return (id) => names.get(id) ?? (id.startsWith("key:") ? "API" : id);
}
