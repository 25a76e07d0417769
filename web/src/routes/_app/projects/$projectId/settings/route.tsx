import { createFileRoute, Link, Outlet } from "@tanstack/react-router";
import { SettingsFrame, settingsLinkClass } from "@/components/settings-frame";
import { useSettingsPages } from "@/features/shell/settings-pages";
import { useT } from "@/i18n";

export const Route = createFileRoute("/_app/projects/$projectId/settings")({ component: ProjectSettings });

function ProjectSettings() {
  const t = useT();
  const { projectId } = Route.useParams();
  const links = useSettingsPages(projectId).map(({ to, label, icon: Icon }) => (
    <Link
      key={to}
      to={to}
      params={{ projectId }}
      activeOptions={{ exact: true }}
      activeProps={{ "data-active": "true" }}
      className={settingsLinkClass}
    >
      <Icon className="size-4" aria-hidden />
      {t(label)}
    </Link>
  ));
  return (
    <SettingsFrame title={t("shell.projectSettings")} links={links}>
      <Outlet />
    </SettingsFrame>
  );
}
