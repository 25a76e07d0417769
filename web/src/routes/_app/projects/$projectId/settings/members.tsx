import { createFileRoute } from "@tanstack/react-router";
import { NeedsPermission } from "@/components/needs-permission";
import { MembersPage } from "@/features/settings/members-page";

export const Route = createFileRoute("/_app/projects/$projectId/settings/members")({
  component: () => (
    <NeedsPermission permission="members:read">
      <MembersPage />
    </NeedsPermission>
  ),
});
