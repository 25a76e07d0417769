import { createFileRoute } from "@tanstack/react-router";
import { NeedsPermission } from "@/components/needs-permission";
import { NewPromptPage } from "@/features/prompts/new-prompt-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/prompts/new")({
  validateSearch: (search: Record<string, unknown>): { folder?: string } => ({ folder: optionalText(search.folder) }),
  component: NewPrompt,
});

function NewPrompt() {
  const { projectId } = Route.useParams();
  const { folder } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <NeedsPermission permission="prompts:write">
      <NewPromptPage
        folder={folder}
        onSaved={(saved) =>
          void navigate({ to: "/projects/$projectId/prompts/$promptId", params: { projectId, promptId: saved.prompt_id } })
        }
        onCancel={() => void navigate({ to: "/projects/$projectId/prompts", params: { projectId }, search: { folder } })}
      />
    </NeedsPermission>
  );
}
