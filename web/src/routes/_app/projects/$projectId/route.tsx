import { createFileRoute, Outlet, redirect } from "@tanstack/react-router";
import { FolderX } from "lucide-react";
import { useEffect } from "react";
import { useMe } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { useT } from "@/i18n";
import { rememberProject } from "@/lib/last-project";
import { BROWSER_ZONE } from "@/lib/time";
import { ZoneProvider } from "@/lib/zone";

export const Route = createFileRoute("/_app/projects/$projectId")({
  beforeLoad: ({ params, location }) => {
    // `~` stands for the project that was open last; `/project/~/…` knows which.
    if (params.projectId === "~") throw redirect({ href: location.href.replace("/projects/", "/project/"), replace: true });
  },
  component: Project,
});

function Project() {
  const t = useT();
  const { projectId } = Route.useParams();
  const { organizations } = useMe();
  const project = organizations.flatMap((one) => one.projects).find((one) => one.id === projectId);
  const known = project !== undefined;
  useEffect(() => {
    if (known) rememberProject(projectId);
  }, [known, projectId]);
  if (!project) {
    return (
      <EmptyState icon={FolderX} title={t("errors.projectNotFound")} className="h-full">
        {t("errors.projectNotFoundWhy")}
      </EmptyState>
    );
  }
  return (
    <ZoneProvider zone={project.time_zone || BROWSER_ZONE}>
      <Outlet />
    </ZoneProvider>
  );
}
