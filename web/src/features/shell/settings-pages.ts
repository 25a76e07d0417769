/** The pages of a project's settings, in the order of their list. The command menu finds them too. */
import { ClipboardCheck, KeyRound, PackageSearch, Plug, Settings2, Users, Webhook } from "lucide-react";
import type { NavigationEntry } from "./navigation";

export const SETTINGS_PAGES: readonly Pick<NavigationEntry, "to" | "label" | "icon">[] = [
  { to: "/projects/$projectId/settings", label: "settings.general", icon: Settings2 },
  { to: "/projects/$projectId/settings/keys", label: "settings.keys", icon: KeyRound },
  { to: "/projects/$projectId/settings/members", label: "settings.members", icon: Users },
  { to: "/projects/$projectId/settings/connections", label: "connections.connections", icon: Plug },
  { to: "/projects/$projectId/settings/webhooks", label: "webhooks.webhooks", icon: Webhook },
  { to: "/projects/$projectId/settings/scores", label: "settings.scoreConfigs", icon: ClipboardCheck },
  { to: "/projects/$projectId/settings/receipts", label: "instance.receipts", icon: PackageSearch },
];
