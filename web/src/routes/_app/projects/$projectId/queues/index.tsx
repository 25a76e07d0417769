import { createFileRoute } from "@tanstack/react-router";
import { QueuesPage } from "@/features/queues/queues-page";

export const Route = createFileRoute("/_app/projects/$projectId/queues/")({ component: Queues });

function Queues() {
  const { projectId } = Route.useParams();
  return <QueuesPage key={projectId} projectId={projectId} />;
}
