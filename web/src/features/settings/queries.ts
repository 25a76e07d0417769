/** Projects, organizations, members and API keys: what settings pages read and change. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keysQuery } from "@/api/keys";
import { meQuery } from "@/api/me";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type ApiKey = Schemas["ApiKey"];
export type KeyScope = Schemas["KeyScope"];
export type Role = Schemas["Role"];
export type Member = Schemas["OrganizationMember"];

export function useRevokeKey(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) =>
      unwrap(
        api.DELETE("/api/v1/projects/{project_id}/api-keys/{key_id}", {
          params: { path: { project_id: projectId, key_id: keyId } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery(projectId).queryKey }),
  });
}

export const projectMembersQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "members"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/members", { params: { path: { project_id: projectId } }, signal })),
  });

export const invitationsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ["organization", organizationId, "invitations"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/organizations/{organization_id}/invitations", {
          params: { path: { organization_id: organizationId } },
          signal,
        }),
      ),
  });

/** Changes of members touch roles and lists in several places; all of them are read again. */
function useMemberChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] === "members" || queryKey[2] === "invitations" });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}

export function useAddMember(organizationId: string) {
  return useMemberChange((body: Schemas["MemberForm"]) =>
    unwrap(
      api.POST("/api/v1/organizations/{organization_id}/members", {
        params: { path: { organization_id: organizationId } },
        body,
      }),
    ),
  );
}

export function useSetRole(organizationId: string) {
  return useMemberChange(({ userId, role }: { userId: string; role: Role }) =>
    unwrap(
      api.PUT("/api/v1/organizations/{organization_id}/members/{user_id}", {
        params: { path: { organization_id: organizationId, user_id: userId } },
        body: { role },
      }),
    ),
  );
}

export function useSetProjectRole(projectId: string) {
  return useMemberChange(({ userId, role }: { userId: string; role: Role | null }) =>
    unwrap(
      api.PUT("/api/v1/projects/{project_id}/members/{user_id}", {
        params: { path: { project_id: projectId, user_id: userId } },
        body: { role },
      }),
    ),
  );
}

export function useRemoveMember(organizationId: string) {
  return useMemberChange((userId: string) =>
    unwrap(
      api.DELETE("/api/v1/organizations/{organization_id}/members/{user_id}", {
        params: { path: { organization_id: organizationId, user_id: userId } },
      }),
    ),
  );
}

export function useWithdrawInvitation(organizationId: string) {
  return useMemberChange((invitationId: string) =>
    unwrap(
      api.DELETE("/api/v1/organizations/{organization_id}/invitations/{invitation_id}", {
        params: { path: { organization_id: organizationId, invitation_id: invitationId } },
      }),
    ),
  );
}

export function useRenewInvitation(organizationId: string) {
  return useMemberChange((invitationId: string) =>
    unwrap(
      api.POST("/api/v1/organizations/{organization_id}/invitations/{invitation_id}/renew", {
        params: { path: { organization_id: organizationId, invitation_id: invitationId } },
      }),
    ),
  );
}

/** Changes of projects and organizations show in the switchers, which read `me`. */
function useAccountChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }) });
}

export function useChangeProject(projectId: string) {
  return useAccountChange((body: Schemas["ProjectChanges"]) =>
    unwrap(api.PATCH("/api/v1/projects/{project_id}", { params: { path: { project_id: projectId } }, body })),
  );
}

export function useDeleteProject(projectId: string) {
  return useAccountChange((_: undefined) =>
    unwrap(api.DELETE("/api/v1/projects/{project_id}", { params: { path: { project_id: projectId } } })),
  );
}

export function useCreateProject() {
  return useAccountChange(({ organizationId, ...body }: Schemas["ProjectForm"] & { organizationId: string }) =>
    unwrap(
      api.POST("/api/v1/organizations/{organization_id}/projects", {
        params: { path: { organization_id: organizationId } },
        body,
      }),
    ),
  );
}

export function useCreateOrganization() {
  return useAccountChange((name: string) => unwrap(api.POST("/api/v1/organizations", { body: { name } })));
}

export function useRenameOrganization(organizationId: string) {
  return useAccountChange((name: string) =>
    unwrap(
      api.PATCH("/api/v1/organizations/{organization_id}", {
        params: { path: { organization_id: organizationId } },
        body: { name },
      }),
    ),
  );
}
