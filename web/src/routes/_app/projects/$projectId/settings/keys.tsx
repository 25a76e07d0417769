import { createFileRoute } from "@tanstack/react-router";
import { NeedsPermission } from "@/components/needs-permission";
import { KeysPage } from "@/features/settings/keys-page";

export const Route = createFileRoute("/_app/projects/$projectId/settings/keys")({
  component: () => (
    <NeedsPermission permission="keys:read">
      <KeysPage />
    </NeedsPermission>
  ),
});
