import { Link } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useT } from "@/i18n";
import { EmptyState } from "./empty-state";
import { Button } from "./ui/button";

/** An address that leads nowhere. */
export function NotFoundPage() {
  const t = useT();
  return (
    <main className="grid h-full place-items-center">
      <EmptyState
        icon={Unlink}
        title={t("errors.pageNotFound")}
        action={
          <Button asChild>
            <Link to="/">{t("errors.goHome")}</Link>
          </Button>
        }
      >
        {t("errors.pageNotFoundWhy")}
      </EmptyState>
    </main>
  );
}
