import { createFileRoute } from "@tanstack/react-router";
import { OrganizationPage } from "@/features/settings/organization-page";

export const Route = createFileRoute("/_app/organizations/$organizationId")({ component: Organization });

function Organization() {
  return <OrganizationPage organizationId={Route.useParams().organizationId} />;
}
