import { createFileRoute } from "@tanstack/react-router";
import { DATASET_TABS, type DatasetSearch } from "@/features/datasets/address";
import { DatasetPage } from "@/features/datasets/dataset-page";
import { ExperimentList } from "@/features/experiments/experiment-list";
import { NewExperiment } from "@/features/experiments/experiments-page";
import { PlanList } from "@/features/experiments/plan-list";
import { RemoteTrigger } from "@/features/experiments/remote-trigger";
import { oneOf, optionalText } from "@/lib/search-params";

const STATUSES = ["ACTIVE", "ARCHIVED", "ANY"] as const;

export const Route = createFileRoute("/_app/projects/$projectId/datasets/$datasetId")({
  validateSearch: (search: Record<string, unknown>): DatasetSearch & { order?: string } => ({
    tab: oneOf(search.tab, DATASET_TABS),
    item: optionalText(search.item),
    q: optionalText(search.q),
    tag: optionalText(search.tag),
    status: oneOf(search.status, STATUSES),
    at: optionalText(search.at),
    order: optionalText(search.order),
  }),
  component: Dataset,
});

function Dataset() {
  const { projectId, datasetId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DatasetPage
      key={datasetId}
      projectId={projectId}
      datasetId={datasetId}
      search={search}
      onChange={(next) => void navigate({ search: (before) => ({ ...before, ...next }) })}
      onOpen={(made) =>
        void navigate({ to: "/projects/$projectId/datasets/$datasetId", params: { projectId, datasetId: made.id } })
      }
      onGone={() => void navigate({ to: "/projects/$projectId/datasets", params: { projectId } })}
      experiments={
        <div className="mx-auto flex max-w-6xl flex-col gap-4">
          <PlanList projectId={projectId} datasetId={datasetId} />
          <ExperimentList
            projectId={projectId}
            datasetId={datasetId}
            order={search.order}
            onOrder={(order) => void navigate({ search: (before) => ({ ...before, order }), replace: true })}
          />
        </div>
      }
      trigger={<RemoteTrigger projectId={projectId} datasetId={datasetId} />}
      run={<NewExperiment projectId={projectId} datasetId={datasetId} />}
    />
  );
}
