import { createFileRoute, redirect } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { lastProject } from "@/lib/last-project";

/** The start page is the project that was open last. */
export const Route = createFileRoute("/_app/")({
  loader: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    const projects = me.organizations.flatMap((organization) => organization.projects);
    const project = lastProject(projects);
    if (project) throw redirect({ to: "/projects/$projectId/traces", params: { projectId: project.id } });
    throw redirect({ to: "/projects/new" });
  },
});
