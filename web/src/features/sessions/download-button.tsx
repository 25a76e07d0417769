/** The session as a JSON file, whole texts and all. */
import { Download, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { saveJson } from "@/lib/save-file";
import { readWholeSession, type SessionReader } from "./whole-session";

export function DownloadButton({ sessionId, reader }: { sessionId: string; reader: SessionReader }) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    const whole = await readWholeSession(reader);
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
