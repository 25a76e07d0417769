/** Around what strangers read by a public link: what this is, language and theme, and the way in. */
import { Link } from "@tanstack/react-router";
import { Globe } from "lucide-react";
import type { ReactNode } from "react";
import { Logo } from "@/components/logo";
import { LookButtons } from "@/components/look-buttons";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

export function PublicFrame({ children }: { children: ReactNode }) {
  const t = useT();
  return (
    <div className="flex h-full flex-col bg-canvas">
      <div className="flex shrink-0 items-center gap-2 border-line border-b bg-surface px-4 py-1.5">
        <Logo className="size-6 shrink-0" />
        <span className="font-semibold text-sm max-sm:sr-only">Lumetra</span>
        <Badge title={t("sharing.readOnlyWhy")}>
          <Globe aria-hidden />
          {t("sharing.readOnly")}
        </Badge>
        <span className="ml-auto flex items-center gap-1">
          <LookButtons />
          <Button size="sm" asChild>
            <Link to="/">{t("sharing.toApp")}</Link>
          </Button>
        </span>
      </div>
      <main className="flex min-h-0 flex-1 flex-col">{children}</main>
    </div>
  );
}
