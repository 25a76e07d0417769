import { createFileRoute, Link, Outlet } from "@tanstack/react-router";
import { ClipboardCheck, KeyRound, PackageSearch, Plug, Settings2, Users, Webhook } from "lucide-react";
import { SettingsFrame, settingsLinkClass } from "@/components/settings-frame";
import { useT } from "@/i18n";

export const Route = createFileRoute("/_app/projects/$projectId/settings")({ component: ProjectSettings });

const LINKS = [
  { to: "/projects/$projectId/settings", label: "settings.general", icon: Settings2 },
  { to: "/projects/$projectId/settings/keys", label: "settings.keys", icon: KeyRound },
  { to: "/projects/$projectId/settings/members", label: "settings.members", icon: Users },
  { to: "/projects/$projectId/settings/connections", label: "connections.connections", icon: Plug },
  { to: "/projects/$projectId/settings/webhooks", label: "webhooks.webhooks", icon: Webhook },
  { to: "/projects/$projectId/settings/scores", label: "settings.scoreConfigs", icon: ClipboardCheck },
  { to: "/projects/$projectId/settings/receipts", label: "instance.receipts", icon: PackageSearch },
] as const;

function ProjectSettings() {
  const t = useT();
  const { projectId } = Route.useParams();
  const links = LINKS.map(({ to, label, icon: Icon }) => (
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
