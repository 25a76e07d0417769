import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";
import { DatasetsPage } from "@/features/datasets/datasets-page";
import type { DatasetsSearch } from "@/features/datasets/queries";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/datasets/")({
  validateSearch: (search: Record<string, unknown>): DatasetsSearch => ({
    folder: optionalText(search.folder),
    q: optionalText(search.q),
  }),
  component: Datasets,
});

function Datasets() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = useCallback(
    (next: Partial<DatasetsSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: "q" in next }),
    [navigate],
  );
  return (
    <DatasetsPage
      search={search}
      onChange={change}
      onMade={(made) =>
        void navigate({ to: "/projects/$projectId/datasets/$datasetId", params: { projectId, datasetId: made.id } })
      }
    />
  );
}
