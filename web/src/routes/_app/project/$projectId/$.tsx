import { createFileRoute, redirect } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { lastProject } from "@/lib/last-project";
import { oldAddress } from "@/lib/old-address";

/** The addresses that SDKs build and print (`/project/…/traces/…`, `/project/…/datasets/…/runs/…`) lead to our pages.
 * `/project/~/…` is about the project that was open last. */
export const Route = createFileRoute("/_app/project/$projectId/$")({
  loader: async ({ context, params, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    const projects = me.organizations.flatMap((organization) => organization.projects);
    const projectId = params.projectId === "~" ? lastProject(projects)?.id : params.projectId;
    if (projectId === undefined) throw redirect({ to: "/projects/new", replace: true });
    throw redirect({ href: oldAddress(projectId, params._splat ?? "", location.searchStr), replace: true });
  },
});
