/** The name of a label: `production` stands out, `latest` moves by itself and is quiet. */
import { Split } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";

interface LabelBadgeProps {
  label: string;
  /** Shown behind the label in lists of prompts. */
  version?: number;
  /** An A/B test hands out several versions under this label. */
  testing?: boolean;
}

export function LabelBadge({ label, version, testing = false }: LabelBadgeProps) {
  const t = useT();
  const tone = label === "production" ? "success" : label === "latest" ? "neutral" : "accent";
  return (
    <Badge tone={tone} title={testing ? t("prompts.testRunning") : undefined}>
      {testing && <Split aria-label={t("prompts.testRunning")} />}
      {label}
      {version !== undefined && <span className="tabular opacity-75">v{version}</span>}
    </Badge>
  );
}
