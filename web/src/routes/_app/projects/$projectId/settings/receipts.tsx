import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { NeedsPermission } from "@/components/needs-permission";
import { ReceiptsPage, type ReceiptsSearch } from "@/features/instance/receipts-page";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/settings/receipts")({
  validateSearch: (search: Record<string, unknown>): ReceiptsSearch => ({
    trace: optionalText(search.trace),
    key: optionalText(search.key),
    state: oneOf(search.state, ["durable", "stored", "failed"] as const),
    range: optionalText(search.range),
    refresh: optionalText(search.refresh),
  }),
  component: Receipts,
});

function Receipts() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <NeedsPermission permission="receipts:read">
      <ReceiptsPage
        projectId={projectId}
        search={search}
        onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      />
    </NeedsPermission>
  );
}
