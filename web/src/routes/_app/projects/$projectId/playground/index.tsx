import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import { SessionsPage } from "@/features/playground/sessions-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/playground/")({
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: optionalText(search.q) }),
  component: Playground,
});

function Playground() {
  const { q } = Route.useSearch();
  const navigate = Route.useNavigate();
  const onWords = useCallback((words: string) => void navigate({ search: { q: words || undefined }, replace: true }), [navigate]);
  return <SessionsPage words={q ?? ""} onWords={onWords} />;
}
