/** Signing in and up, the own account. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { SHOWN_BY_FORM, useChange } from "@/api/change";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/me";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];

export const browserSessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/sessions", { signal })),
});

/** After signing in everything known about the previous user is forgotten. */
function useEnter<Form>(enter: (form: Form) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: enter,
    onSuccess: async () => {
      client.clear();
      await client.ensureQueryData(meQuery);
    },
    ...SHOWN_BY_FORM,
  });
}

export function useSignIn() {
  return useEnter((body: Schemas["SignInForm"]) => unwrap(api.POST("/api/v1/auth/sign-in", { body })));
}

export function useSignUp() {
  return useEnter((body: Schemas["SignUpForm"]) => unwrap(api.POST("/api/v1/auth/sign-up", { body })));
}

export function useAcceptInvitation() {
  return useEnter((token: string) => unwrap(api.POST("/api/v1/auth/accept-invitation", { body: { token } })));
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["PasswordForm"]) => unwrap(api.POST("/api/v1/auth/password", { body })),
    onSuccess: () => client.invalidateQueries(),
    ...SHOWN_BY_FORM,
  });
}

export function useChangeProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["ProfileForm"]) => unwrap(api.PATCH("/api/v1/me", { body })),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/api/v1/auth/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: browserSessionsQuery.queryKey }),
  });
}

export const waysInQuery = queryOptions({
  queryKey: ["auth", "ways-in"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/ways-in", { signal })),
});

/** Leaves the app for the provider, which sends the reader back to the account's page. */
export function useLinkProvider() {
  return useMutation({
    mutationFn: (provider: string) => unwrap(api.POST("/api/v1/auth/sso/{provider}/link", { params: { path: { provider } } })),
    onSuccess: ({ location }) => window.location.assign(location),
  });
}

export function useUnlinkProvider() {
  return useChange(waysInQuery.queryKey, (identity_id: string) =>
    unwrap(api.DELETE("/api/v1/auth/identities/{identity_id}", { params: { path: { identity_id } } })),
  );
}

export function useForgottenPassword() {
  return useMutation({
    mutationFn: (body: Schemas["ForgottenPasswordForm"]) => unwrap(api.POST("/api/v1/auth/password-resets", { body })),
    ...SHOWN_BY_FORM,
  });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: (body: Schemas["ResetForm"]) => unwrap(api.POST("/api/v1/auth/password-resets/use", { body })),
    ...SHOWN_BY_FORM,
  });
}

export function useDeleteAccount() {
  return useMutation({
    mutationFn: (proof: string) => unwrap(api.POST("/api/v1/me/delete", { body: { proof } })),
    ...SHOWN_BY_FORM,
  });
}
