import { createFileRoute } from "@tanstack/react-router";
import { MentionsPage } from "@/features/scores/mentions-page";

export const Route = createFileRoute("/_app/projects/$projectId/mentions")({ component: Mentions });

function Mentions() {
  return <MentionsPage projectId={Route.useParams().projectId} />;
}
