import { createFileRoute } from "@tanstack/react-router";
import { QueuePage } from "@/features/queues/queue-page";
import { oneOf } from "@/lib/search-params";

const STATUSES = ["PENDING", "COMPLETED"] as const;

export const Route = createFileRoute("/_app/projects/$projectId/queues/$queueId/")({
  validateSearch: (search: Record<string, unknown>): { status?: (typeof STATUSES)[number] } => ({
    status: oneOf(search.status, STATUSES),
  }),
  component: Queue,
});

function Queue() {
  const { projectId, queueId } = Route.useParams();
  const { status } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <QueuePage
      key={queueId}
      projectId={projectId}
      queueId={queueId}
      status={status ?? ""}
      onStatus={(next) => void navigate({ search: { status: next || undefined }, replace: true })}
    />
  );
}
