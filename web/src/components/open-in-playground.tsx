/** Leads to the playground: with a call that a trace records (its messages, tools, parameters), or with a prompt version. */
import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

interface OpenInPlaygroundProps {
  projectId: string;
  search: { trace: string; step: string } | { prompt: string; version: number };
  size?: "sm" | "md";
}

export function OpenInPlayground({ projectId, search, size = "sm" }: OpenInPlaygroundProps) {
  const t = useT();
  if (!useMay("playground:run")) return null;
  return (
    <Button size={size} asChild title={t("playground.openHere")}>
      <Link to="/projects/$projectId/playground/new" params={{ projectId }} search={search}>
        <FlaskConical aria-hidden />
        <span className="max-sm:sr-only">{t("playground.playground")}</span>
      </Link>
    </Button>
  );
}
