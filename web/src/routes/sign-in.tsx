import { createFileRoute } from "@tanstack/react-router";
import { SignInPage } from "@/features/account/sign-in-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/sign-in")({
  validateSearch: (search: Record<string, unknown>): { next?: string; problem?: string; provider?: string } => ({
    next: optionalText(search.next),
    problem: optionalText(search.problem),
    provider: optionalText(search.provider),
  }),
  component: () => <SignInPage {...Route.useSearch()} />,
});
