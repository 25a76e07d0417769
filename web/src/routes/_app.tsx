import { createFileRoute, Outlet, redirect, useParams } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { meQuery, useMe } from "@/api/me";
import { CrashPage } from "@/components/crash-page";
import { PageSkeleton } from "@/components/page-skeleton";
import { isShared } from "@/features/sharing/queries";
import { AppShell } from "@/features/shell/app-shell";
import { lastProject } from "@/lib/last-project";

/** Everything behind the sign-in: whoever is not signed in goes there first and comes back to the same address. */
export const Route = createFileRoute("/_app")({
  loader: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) throw await wayIn(location.pathname, location.href);
      throw error;
    }
  },
  pendingComponent: PageSkeleton,
  component: App,
  errorComponent: CrashPage,
});

/** A stranger goes to sign in; with the address of a trace that is shared, to its public page. */
async function wayIn(path: string, href: string) {
  const [, projectId, traceId] = /^\/projects\/([^/]+)\/traces\/([^/]+)$/.exec(path) ?? [];
  if (projectId && traceId && (await isShared(decodeURIComponent(projectId), decodeURIComponent(traceId)))) {
    return redirect({
      to: "/public/traces/$traceId",
      params: { traceId: decodeURIComponent(traceId) },
      search: { project: decodeURIComponent(projectId) },
      replace: true,
    });
  }
  return redirect({ to: "/sign-in", search: { next: href } });
}

function App() {
  const { projectId } = useParams({ strict: false });
  const { organizations } = useMe();
  const mine = organizations.flatMap((organization) => organization.projects);
  // Pages about no project (account, instance), or about one that is not the reader's, keep the way back to the last one.
  const open = mine.find((project) => project.id === projectId) ?? lastProject(mine);
  return (
    <AppShell projectId={open?.id ?? null}>
      <Outlet />
    </AppShell>
  );
}
