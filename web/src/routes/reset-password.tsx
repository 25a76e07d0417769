import { createFileRoute } from "@tanstack/react-router";
import { ResetPasswordPage } from "@/features/account/reset-password-page";
import { optionalText } from "@/lib/search-params";

export const Route = createFileRoute("/reset-password")({
  validateSearch: (search: Record<string, unknown>): { token: string } => ({ token: optionalText(search.token) ?? "" }),
  component: () => <ResetPasswordPage {...Route.useSearch()} />,
});
