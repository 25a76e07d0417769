import { createFileRoute } from "@tanstack/react-router";
import { SignUpPage } from "@/features/account/sign-up-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/sign-up")({
  validateSearch: (search: Record<string, unknown>): { next?: string; problem?: string; provider?: string } => ({
    next: optionalText(search.next),
    problem: optionalText(search.problem),
    provider: optionalText(search.provider),
  }),
  component: () => <SignUpPage {...Route.useSearch()} />,
});
