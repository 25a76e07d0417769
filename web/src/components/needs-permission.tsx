/** A page for those who may do what it is for; everyone else reads that their role does not allow it, instead of failing at its end. */
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { type Permission, useProject } from "@/api/me";
import { useT } from "@/i18n";
import { EmptyState } from "./empty-state";

export function NeedsPermission({ permission, children }: { permission: Permission; children: ReactNode }) {
  const t = useT();
  const { permissions } = useProject();
  if (permissions.includes(permission)) return children;
  return (
    <EmptyState icon={Lock} title={t("errors.forbidden")}>
      {t("errors.forbiddenWhy")}
    </EmptyState>
  );
}
