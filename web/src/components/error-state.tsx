/** What a view shows when loading failed: what went wrong in words, a way to try again, and a way out of what is gone. */
import { Link } from "@tanstack/react-router";
import { SearchX, TriangleAlert } from "lucide-react";
import { ApiError } from "@/api/client";
import { useT } from "@/i18n";
import { EmptyState } from "./empty-state";
import { Button } from "./ui/button";

interface ErrorStateProps {
  error: unknown;
  retry?: () => void;
  className?: string;
}

export function ErrorState({ error, retry, className }: ErrorStateProps) {
  const t = useT();
  const status = error instanceof ApiError ? error.status : 0;
  const missing = status === 404 || status === 403;
  const title = status === 404 ? t("errors.notFound") : status === 403 ? t("errors.forbidden") : t("errors.failed");
  const said = error instanceof Error ? error.message : String(error);
  const explanation = status === 404 ? t("errors.notFoundWhy") : status === 403 ? t("errors.forbiddenWhy") : said;
  return (
    <EmptyState
      icon={missing ? SearchX : TriangleAlert}
      title={title}
      className={className}
      action={
        ((retry && status !== 403) || missing) && (
          <>
            {retry && status !== 403 && <Button onClick={retry}>{t("actions.tryAgain")}</Button>}
            {missing && (
              <Button asChild>
                <Link to="/">{t("errors.goHome")}</Link>
              </Button>
            )}
          </>
        )
      }
    >
      {explanation}
    </EmptyState>
  );
}
