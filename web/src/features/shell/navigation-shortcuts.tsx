import { useNavigate } from "@tanstack/react-router";
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { NAVIGATION, type NavigationEntry } from "./navigation";

/** `g t`, `g s`, …: go to the pages of the project from the keyboard. */
export function NavigationShortcuts({ projectId }: { projectId: string }) {
  return NAVIGATION.flatMap((group) => group.entries).map((entry) => <GoTo key={entry.to} entry={entry} projectId={projectId} />);
}

function GoTo({ entry, projectId }: { entry: NavigationEntry; projectId: string }) {
  const t = useT();
  const navigate = useNavigate();
  useShortcut({ keys: `g ${entry.key}`, label: t(entry.label), group: t("shell.shortcutGoTo") }, () =>
    navigate({ to: entry.to, params: { projectId } }),
  );
  return null;
}
