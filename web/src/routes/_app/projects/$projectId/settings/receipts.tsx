import { createFileRoute, useNavigate } from "@tanstack/react-router";
import type { ReceiptState } from "@/features/instance/queries";
import { ReceiptsPage } from "@/features/instance/receipts-page";
import { oneOf, optionalText } from "@/lib/search-params";

interface Search {
  trace?: string;
  state?: ReceiptState;
}

export const Route = createFileRoute("/_app/projects/$projectId/settings/receipts")({
  validateSearch: (search: Record<string, unknown>): Search => ({
    trace: optionalText(search.trace),
    state: oneOf(search.state, ["durable", "stored", "failed"] as const),
  }),
  component: Receipts,
});

function Receipts() {
  const { projectId } = Route.useParams();
  const { trace, state } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <ReceiptsPage
      projectId={projectId}
      traceId={trace ?? ""}
      state={state}
      onChange={(search) => void navigate({ search, replace: true })}
    />
  );
}
