/** How far evaluators are with the items of an experiment; one click leads to what they did, what failed, and running that again. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Progress } from "@/components/ui/progress";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import { formatNumber } from "@/lib/format";
import { POLL_MS } from "../queries";
import { ExecutionLog, type LogSearch } from "./execution-log";
import { summaryQuery } from "./execution-queries";

interface ExperimentJudgingProps {
  projectId: string;
  experimentId: string;
  /** Scores were written since: what shows them is stale. */
  onNews: () => void;
}

export function ExperimentJudging({ projectId, experimentId, onNews }: ExperimentJudgingProps) {
  const t = useT();
  const [log, setLog] = useState<LogSearch | null>(null);
  const summary = useQuery({
    ...summaryQuery(projectId, { experimentId }),
    refetchInterval: ({ state }) => (underWay(state.data?.states) > 0 ? POLL_MS : 5 * POLL_MS),
  });
  const states = summary.data?.states ?? {};
  const [done, failed] = [states.done ?? 0, states.failed ?? 0];
  const total = Object.values(states).reduce((sum, count) => sum + count, 0);
  useNews(summary.data && done, onNews);
  if (total === 0) return null;
  const count = (value: number) => formatNumber(value, t.locale, 0);
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
      <span>{t("evaluation.judged", { done: count(done), total: count(total) })}</span>
      {underWay(states) > 0 && (
        <Progress className="w-32" label={t("evaluation.executions")} value={(total - underWay(states)) / total} />
      )}
      {failed > 0 && <span className="text-danger-text">{t("evaluation.judgedFailed", { count: count(failed) })}</span>}
      <Button variant="link" onClick={() => setLog(failed > 0 ? { state: "failed" } : {})}>
        {t("evaluation.executions")}
      </Button>
      {log && (
        <Dialog
          open
          onOpenChange={() => setLog(null)}
          className="top-[5vh] max-h-[90dvh] w-[min(64rem,calc(100vw-2rem))]"
          title={t("evaluation.executions")}
        >
          <ExecutionLog
            projectId={projectId}
            of={{ experimentId }}
            search={log}
            onSearch={(change) => setLog((before) => ({ ...before, ...change }))}
          />
        </Dialog>
      )}
    </div>
  );
}

const underWay = (states: Record<string, number> | undefined) => (states?.waiting ?? 0) + (states?.running ?? 0);

/** Calls back whenever the number has changed, not when it is read first. */
function useNews(done: number | undefined, onNews: () => void) {
  const seen = useRef<number>(undefined);
  useEffect(() => {
    if (done === undefined) return;
    if (seen.current !== undefined && seen.current !== done) onNews();
    seen.current = done;
  }, [done, onNews]);
}
