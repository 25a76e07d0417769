import { createFileRoute } from "@tanstack/react-router";
import { UserPage } from "@/features/users/user-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/users/$userId")({
  validateSearch: (search: Record<string, unknown>): { range?: string } => ({ range: optionalText(search.range) }),
  component: User,
});

function User() {
  const { projectId, userId } = Route.useParams();
  const { range } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <UserPage
      key={userId}
      projectId={projectId}
      userId={userId}
      range={range}
      onRange={(next) => void navigate({ search: { range: next } })}
    />
  );
}
