import { createFileRoute } from "@tanstack/react-router";
import { AccountPage } from "@/features/account/account-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/_app/account")({
  validateSearch: (search: Record<string, unknown>): { problem?: string; provider?: string } => ({
    problem: optionalText(search.problem),
    provider: optionalText(search.provider),
  }),
  component: () => <AccountPage {...Route.useSearch()} />,
});
