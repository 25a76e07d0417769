import { createFileRoute } from "@tanstack/react-router";
import { PromptPage, type PromptPageSearch } from "@/features/prompts/prompt-page";
import { PROMPT_TABS } from "@/features/prompts/tabs";
import { oneOf } from "@/lib/search-params";

const optionalVersion = (value: unknown) => (Number.isInteger(value) && Number(value) > 0 ? Number(value) : undefined);

export const Route = createFileRoute("/_app/projects/$projectId/prompts/$promptId")({
  validateSearch: (search: Record<string, unknown>): PromptPageSearch => ({
    tab: oneOf(search.tab, PROMPT_TABS),
    version: optionalVersion(search.version),
    with: optionalVersion(search.with),
    edit: search.edit === true ? true : undefined,
  }),
  component: Prompt,
});

function Prompt() {
  const { projectId, promptId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <PromptPage
      key={promptId}
      projectId={projectId}
      promptId={promptId}
      search={search}
      onChange={(next) => void navigate({ search: (before) => ({ ...before, ...next }) })}
      onOpen={(other) =>
        void navigate({ to: "/projects/$projectId/prompts/$promptId", params: { projectId, promptId: other }, search: {} })
      }
      onGone={() => void navigate({ to: "/projects/$projectId/prompts", params: { projectId } })}
    />
  );
}
