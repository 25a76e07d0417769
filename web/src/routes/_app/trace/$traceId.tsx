import { createFileRoute, redirect } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { meQuery } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { traceQuery } from "@/features/trace/queries";
import { useT } from "@/i18n";

/** The address that old SDKs build: a trace without its project. The first of the reader's projects that has it answers. */
export const Route = createFileRoute("/_app/trace/$traceId")({
  loader: async ({ context, params: { traceId } }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    const projects = me.organizations.flatMap((organization) => organization.projects);
    const found = await Promise.any(
      projects.map(async ({ id }) => {
        await context.queryClient.fetchQuery({ ...traceQuery(id, traceId), retry: false });
        return id;
      }),
    ).catch(() => null);
    if (found) {
      throw redirect({
        to: "/projects/$projectId/traces/$traceId",
        params: { projectId: found, traceId },
        search: { step: undefined, view: undefined },
      });
    }
  },
  component: NowhereFound,
});

function NowhereFound() {
  const t = useT();
  return (
    <EmptyState icon={SearchX} title={t("trace.nowhere")} className="h-full">
      {t("trace.nowhereWhy")}
    </EmptyState>
  );
}
