import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import { PromptsPage } from "@/features/prompts/prompts-page";
import type { PromptSearch } from "@/features/prompts/queries";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/prompts/")({
  validateSearch: (search: Record<string, unknown>): PromptSearch => ({
    folder: optionalText(search.folder),
    q: optionalText(search.q),
    label: optionalText(search.label),
    tag: optionalText(search.tag),
  }),
  component: Prompts,
});

function Prompts() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = useCallback(
    (next: Partial<PromptSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: "q" in next }),
    [navigate],
  );
  return <PromptsPage search={search} onChange={change} />;
}
