import { createFileRoute, Outlet } from "@tanstack/react-router";
import { CrashPage } from "@/components/crash-page";
import { PublicFrame } from "@/features/sharing/public-frame";

/** What strangers read by a link that somebody shared. Nothing below asks who they are. */
export const Route = createFileRoute("/public")({
  component: () => (
    <PublicFrame>
      <Outlet />
    </PublicFrame>
  ),
  errorComponent: CrashPage,
});
