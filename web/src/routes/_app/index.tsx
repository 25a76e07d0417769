import { createFileRoute, redirect } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { readStored } from "@/lib/storage";

/** The start page is the project that was open last. */
export const Route = createFileRoute("/_app/")({
  loader: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    const projects = me.organizations.flatMap((organization) => organization.projects);
    const last = readStored("project.last", "");
    const project = projects.find((one) => one.id === last) ?? projects[0];
    if (project) throw redirect({ to: "/projects/$projectId/traces", params: { projectId: project.id } });
    throw redirect({ to: "/projects/new" });
  },
});
