/** The session as a JSON file, whole texts and all. */
import { Download, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { saveJson } from "@/lib/save-file";
import { readWholeSession, type Step } from "./whole-session";

interface DownloadButtonProps {
  projectId: string;
  sessionId: string;
  /** The steps of a trace with whole texts, read by the route. */
  readSteps: (traceId: string) => Promise<Step[]>;
}

export function DownloadButton({ projectId, sessionId, readSteps }: DownloadButtonProps) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const page = (cursor: string | undefined) =>
    unwrap(
      api.GET("/api/v1/projects/{project_id}/sessions/{session_id}", {
        params: { path: { project_id: projectId, session_id: sessionId }, query: { limit: 100, cursor } },
      }),
    );
  const download = async () => {
    const whole = await readWholeSession({ page, steps: readSteps });
    saveJson(`session-${sessionId.replaceAll(/[^\w.-]+/g, "-")}.json`, whole);
    if (!whole.complete) toast(t("sessions.downloadCut", { shown: formatNumber(whole.turns.length, t.locale) }));
  };
  const start = () => {
    setBusy(true);
    download()
      .catch((error: Error) => toast.error(error.message))
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="ghost" size="icon-sm" disabled={busy} aria-busy={busy} aria-label={t("sessions.download")} onClick={start}>
      {busy ? <LoaderCircle className="animate-spin" aria-hidden /> : <Download aria-hidden />}
    </Button>
  );
}
