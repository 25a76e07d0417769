/** The log as text, for the clipboard or a file. */
import { Copy, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { copyText } from "@/lib/clipboard";
import { saveFile } from "@/lib/save-file";
import { readSteps } from "../read-whole";
import { useTraceSource } from "../trace-source";
import { logText } from "./log-text";

/** More steps are for a file, not for the clipboard. */
const MOST_COPIED = 2_000;

interface LogActionsProps {
  origin: string;
  total: number;
  /** Whether the log is read on to a hit that is not here yet, or the hit is too far away for that. */
  seeking: "on" | "off" | "tooFar";
}

export function LogActions({ origin, total, seeking }: LogActionsProps) {
  const t = useT();
  const source = useTraceSource();
  const [busy, setBusy] = useState(false);
  const withText = (use: (text: string) => void | Promise<void>) => {
    setBusy(true);
    readSteps(source)
      .then((steps) => use(logText(steps, origin)))
      .catch((error: Error) => toast.error(error.message))
      .finally(() => setBusy(false));
  };
  const copy = async (text: string) => {
    if (await copyText(text)) toast(t("trace.logCopied"));
    else toast.error(t("trace.logNotCopied"));
  };
  return (
    <div className="flex shrink-0 items-center gap-1 border-line border-b px-4 py-1 text-faint text-xs tabular-nums">
      <span className="mr-auto" role="status">
        {seeking === "off" && t.count("trace.stepCount", total)}
        {seeking === "on" && t("trace.logSeeking")}
        {seeking === "tooFar" && t("trace.logTooFar")}
      </span>
      {total <= MOST_COPIED && (
        <Button variant="ghost" size="icon-sm" disabled={busy} aria-label={t("trace.copyLog")} onClick={() => withText(copy)}>
          <Copy aria-hidden />
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon-sm"
        disabled={busy}
        aria-label={t("trace.downloadLog")}
        onClick={() => withText((text) => saveFile(`trace-${source.traceId}.txt`, new Blob([text], { type: "text/plain" })))}
      >
        <Download aria-hidden />
      </Button>
    </div>
  );
}
