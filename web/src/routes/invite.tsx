import { createFileRoute } from "@tanstack/react-router";
import { InvitePage } from "@/features/account/invite-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/invite")({
  validateSearch: (search: Record<string, unknown>): { token: string } => ({ token: optionalText(search.token) ?? "" }),
  component: () => <InvitePage {...Route.useSearch()} />,
});
