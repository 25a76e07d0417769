/** The pages of a project's settings, in the order of their list, for those who may look at them. The command menu finds them too. */
import { ClipboardCheck, KeyRound, PackageSearch, Plug, Settings2, Users, Webhook } from "lucide-react";
import { type Permission, useMe } from "@/api/me";
import type { NavigationEntry } from "./navigation";

interface SettingsPage extends Pick<NavigationEntry, "to" | "label" | "icon"> {
  needs?: Permission;
}

const PAGES: readonly SettingsPage[] = [
  { to: "/projects/$projectId/settings", label: "settings.general", icon: Settings2 },
  { to: "/projects/$projectId/settings/keys", label: "settings.keys", icon: KeyRound, needs: "keys:read" },
  { to: "/projects/$projectId/settings/members", label: "settings.members", icon: Users, needs: "members:read" },
  { to: "/projects/$projectId/settings/connections", label: "connections.connections", icon: Plug },
  { to: "/projects/$projectId/settings/webhooks", label: "webhooks.webhooks", icon: Webhook },
  { to: "/projects/$projectId/settings/scores", label: "settings.scoreConfigs", icon: ClipboardCheck },
  { to: "/projects/$projectId/settings/receipts", label: "instance.receipts", icon: PackageSearch, needs: "receipts:read" },
];

/** Those that the reader may open in this project. */
export function useSettingsPages(projectId: string | null): readonly SettingsPage[] {
  const projects = useMe().organizations.flatMap((one) => one.projects);
  const may = projects.find((one) => one.id === projectId)?.permissions ?? [];
  return PAGES.filter(({ needs }) => needs === undefined || may.includes(needs));
}
