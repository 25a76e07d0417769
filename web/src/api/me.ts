/** The signed-in user with the organizations and projects that the user may open. One query, shared by the whole app. */
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { api, unwrap } from "./client";
import type { components } from "./schema.gen";

export type Me = components["schemas"]["Me"];
export type MyProject = components["schemas"]["MyProject"];
export type Permission = components["schemas"]["Permission"];

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me", { signal })),
  staleTime: 60_000,
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** The project of the current page. Only for components below `/projects/$projectId`, where it is known to exist. */
export function useProject(): MyProject {
  const { projectId } = useParams({ strict: false });
  const { organizations } = useMe();
  const project = organizations.flatMap((one) => one.projects).find((one) => one.id === projectId);
  if (!project) throw new Error(`No project ${projectId} among those of the user.`);
  return project;
}

/** Whether the user may do this in the project of the current page. The server decides; this only hides what it would refuse. */
export function useMay(permission: Permission): boolean {
  return useProject().permissions.includes(permission);
}

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/auth/sign-out")),
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      client.clear();
    },
  });
}
