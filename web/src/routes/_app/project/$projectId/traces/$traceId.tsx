import { createFileRoute, redirect } from "@tanstack/react-router";

/** The address that SDKs build for a trace, and that stands in `htmlPath` of the API. */
export const Route = createFileRoute("/_app/project/$projectId/traces/$traceId")({
  loader: ({ params }) => {
    throw redirect({ to: "/projects/$projectId/traces/$traceId", params, search: { step: undefined, view: undefined } });
  },
});
