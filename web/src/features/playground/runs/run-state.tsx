/** How far a run is, in a word and a number. */
import { Badge, type Tone } from "@/components/ui/badge";
import { useT } from "@/i18n";
import type { RunLine } from "../queries";
import { isUnderWay } from "./run-queries";

const TONES: Record<RunLine["state"], Tone> = {
  queued: "neutral",
  running: "accent",
  done: "success",
  stopped: "warning",
  failed: "danger",
};

export function RunState({ line }: { line: RunLine }) {
  const t = useT();
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge tone={TONES[line.state]}>{t(`playground.state_${line.state}`)}</Badge>
      {(isUnderWay(line.state) || line.done < line.total) && (
        <span className="tabular text-faint text-xs">
          {line.done} / {line.total}
        </span>
      )}
      {line.failed > 0 && <Badge tone="danger">{t.count("playground.failures", line.failed)}</Badge>}
    </span>
  );
}
