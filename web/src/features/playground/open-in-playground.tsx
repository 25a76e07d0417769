/** Leads from a recorded call to the playground, with its messages, tools and parameters. */
import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

interface OpenInPlaygroundProps {
  projectId: string;
  search: { trace: string; step: string } | { prompt: string; version: number };
}

export function OpenInPlayground({ projectId, search }: OpenInPlaygroundProps) {
  const t = useT();
  if (!useMay("playground:run")) return null;
  return (
    <Button size="sm" asChild>
      <Link to="/projects/$projectId/playground/new" params={{ projectId }} search={search}>
        <FlaskConical aria-hidden />
        {t("playground.playground")}
      </Link>
    </Button>
  );
}
