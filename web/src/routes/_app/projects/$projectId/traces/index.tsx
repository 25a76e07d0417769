import { createFileRoute } from "@tanstack/react-router";
import { Page } from "@/components/page";
import { useT } from "@/i18n";

export const Route = createFileRoute("/_app/projects/$projectId/traces/")({ component: Tracing });

function Tracing() {
  const t = useT();
  return <Page title={t("shell.tracing")}>{null}</Page>;
}
