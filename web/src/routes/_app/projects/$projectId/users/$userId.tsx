import { createFileRoute } from "@tanstack/react-router";
import { USER_TABS, type UserTab } from "@/features/users/tabs";
import { UserPage } from "@/features/users/user-page";
import { oneOf, optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/projects/$projectId/users/$userId")({
  validateSearch: (search: Record<string, unknown>): { range?: string; tab?: UserTab } => ({
    range: optionalText(search.range),
    tab: oneOf(search.tab, USER_TABS),
  }),
  component: User,
});

function User() {
  const { projectId, userId } = Route.useParams();
  const { range, tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = (next: { range?: string; tab?: UserTab }) => void navigate({ search: (before) => ({ ...before, ...next }) });
  return (
    <UserPage
      key={userId}
      projectId={projectId}
      userId={userId}
      range={range}
      onRange={(next) => change({ range: next })}
      tab={tab ?? "sessions"}
      onTab={(next) => change({ tab: next })}
    />
  );
}
