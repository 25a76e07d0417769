import { createFileRoute, redirect } from "@tanstack/react-router";
import { oldAddress } from "@/lib/old-address";

/** The addresses that SDKs build and print (`/project/…/traces/…`, `/project/…/datasets/…/runs/…`) lead to our pages. */
export const Route = createFileRoute("/_app/project/$projectId/$")({
  loader: ({ params, location }) => {
    throw redirect({ href: oldAddress(params.projectId, params._splat ?? "", location.searchStr), replace: true });
  },
});
