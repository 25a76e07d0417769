import { Bug, CloudDownload, CloudOff } from "lucide-react";
import { ApiError, ConnectionError } from "@/api/client";
import { useT } from "@/i18n";
import { EmptyState } from "./empty-state";
import { ErrorState } from "./error-state";
import { useMissingPart } from "./missing-part";
import { Button } from "./ui/button";

/** A page whose code or data failed. What the server refused is explained; anything else is our fault and says so. */
export function CrashPage({ error, reset }: { error: unknown; reset?: () => void }) {
  const t = useT();
  const missing = useMissingPart(error);
  if (error instanceof ApiError || error instanceof ConnectionError) {
    return <ErrorState error={error} retry={reset ?? (() => location.reload())} className="h-full" />;
  }
  if (missing === "away") return <EmptyState icon={CloudOff} title={t("errors.connectionLost")} className="h-full" />;
  const outdated = missing === "outdated";
  return (
    <EmptyState
      icon={outdated ? CloudDownload : Bug}
      title={t(outdated ? "errors.outdated" : "errors.crashed")}
      className="h-full"
      action={<Button onClick={() => location.reload()}>{t("errors.reload")}</Button>}
    >
      <p>{t(outdated ? "errors.outdatedWhy" : "errors.crashedWhy")}</p>
      <pre className="mt-3 max-h-40 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-3 text-left font-mono text-xs">
        {error instanceof Error ? error.message : String(error)}
      </pre>
    </EmptyState>
  );
}
