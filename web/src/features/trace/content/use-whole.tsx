/** The text of an input or output: its beginning, and all of it once that was asked for. */
import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { formatBytes } from "@/lib/format";
import { fetchWhole } from "../fetch-whole";
import type { Payload } from "../queries";
import { useTraceSource } from "../trace-source";
import { maybeJson } from "./messages";

interface Whole {
  text: string;
  /** Its value; cut JSON does not parse and is text until the rest is there. */
  value: unknown;
  cut: boolean;
  load: () => void;
  loading: boolean;
  /** How much of it is there while it loads, 0 to 1. */
  progress: number;
}

export function useWhole(payload: Payload, side: "input" | "output", observationId: string): Whole {
  const source = useTraceSource();
  const [whole, setWhole] = useState<string | null>(null);
  const [progress, setProgress] = useState(0);
  const { mutate, isPending } = useMutation({
    mutationFn: () => fetchWhole(source.payload, observationId, side, setProgress),
    onSuccess: setWhole,
  });
  const text = whole ?? payload.text;
  const cut = payload.truncated && whole === null;
  const value = useMemo(() => (cut ? text : maybeJson(text)), [text, cut]);
  return { text, value, cut, load: mutate, loading: isPending, progress };
}

/** Says that only a beginning is shown, and brings the rest. */
export function CutNote({ payload, whole }: { payload: Payload; whole: Whole }) {
  const t = useT();
  if (!whole.cut) return null;
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2 rounded-md bg-warning-soft px-3 py-1.5 text-sm text-warning-text">
      {t("trace.cut", { shown: formatBytes(payload.text.length), total: formatBytes(payload.total) })}
      <Button size="sm" onClick={() => whole.load()} disabled={whole.loading}>
        {whole.loading ? `${Math.round(whole.progress * 100)} %` : t("trace.loadAll")}
      </Button>
    </div>
  );
}
