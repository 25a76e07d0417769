import { createFileRoute } from "@tanstack/react-router";
import { NeedsPermission } from "@/components/needs-permission";
import { NewExperimentPage } from "@/features/experiments/new-experiment-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/experiments/new")({
  validateSearch: (search: Record<string, unknown>): { dataset?: string } => ({ dataset: optionalText(search.dataset) }),
  component: NewExperiment,
});

function NewExperiment() {
  const { projectId } = Route.useParams();
  const { dataset } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <NeedsPermission permission="experiments:write">
      <NewExperimentPage
        datasetId={dataset}
        onStarted={() => void navigate({ to: "/projects/$projectId/experiments", params: { projectId } })}
      />
    </NeedsPermission>
  );
}
