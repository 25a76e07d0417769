import { createFileRoute, Outlet, redirect, useParams } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { meQuery, useMe } from "@/api/me";
import { CrashPage } from "@/components/crash-page";
import { PageSkeleton } from "@/components/page-skeleton";
import { AppShell } from "@/features/shell/app-shell";
import { readStored } from "@/lib/storage";

/** Everything behind the sign-in: whoever is not signed in goes there first and comes back to the same address. */
export const Route = createFileRoute("/_app")({
  loader: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) throw redirect({ to: "/sign-in", search: { next: location.href } });
      throw error;
    }
  },
  pendingComponent: PageSkeleton,
  component: App,
  errorComponent: CrashPage,
});

function App() {
  const { projectId } = useParams({ strict: false });
  const { organizations } = useMe();
  const last = readStored("project.last", "");
  const known = organizations.some((organization) => organization.projects.some((project) => project.id === last));
  // Pages that are about no project (account, instance) keep the way back to where the reader comes from.
  return (
    <AppShell projectId={projectId ?? (known ? last : null)}>
      <Outlet />
    </AppShell>
  );
}
