/** Runs the evaluator as it stands in the editor on a real row: the filled prompt, the answer, the score, the cost. */
import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { formatCost, formatDuration } from "@/lib/format";
import { formatDateTime } from "@/lib/time";
import { useZone } from "@/lib/zone";
import { type Draft, wholeMapping } from "./draft";
import { scoreWords } from "./marks";
import { recentQuery, type TestResult, type TestTarget, useTest } from "./queries";

export function TestBench({ projectId, draft }: { projectId: string; draft: Draft }) {
  const t = useT();
  const zone = useZone();
  const recent = useQuery(recentQuery(projectId)).data?.data ?? [];
  const [chosen, setChosen] = useState("");
  const [whole, setWhole] = useState(false);
  const test = useTest(projectId);
  const row = recent.find((one) => one.id === chosen) ?? recent[0];
  const run = () => {
    if (!row) return;
    const target: TestTarget = whole
      ? { kind: "trace", trace_id: row.trace_id, observation_id: "", session_id: "" }
      : { kind: "observation", trace_id: row.trace_id, observation_id: row.id, session_id: "" };
    test.mutate({
      name: draft.name || "test",
      content: draft.content,
      mapping: wholeMapping(draft.content, draft.mapping),
      target,
    });
  };
  return (
    <section aria-label={t("evaluation.testBench")} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-3">
      <div>
        <h2 className="font-semibold text-sm">{t("evaluation.testBench")}</h2>
        <p className="mt-0.5 text-pretty text-faint text-xs">{t("evaluation.benchHint")}</p>
      </div>
      {recent.length === 0 ? (
        <p className="text-soft text-sm">{t("evaluation.noRows")}</p>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Select
            aria-label={t("evaluation.testRow")}
            className="min-w-0 flex-1"
            value={row?.id ?? ""}
            onValueChange={setChosen}
            options={recent.map((one) => ({
              value: one.id,
              label: `${one.name || one.type} · ${formatDateTime(one.start_time, zone)}`,
              hint: one.input_preview?.slice(0, 60),
            }))}
          />
          <Select
            aria-label={t("evaluation.target")}
            value={whole ? "trace" : "observation"}
            onValueChange={(next) => setWhole(next === "trace")}
            options={(["observation", "trace"] as const).map((kind) => ({ value: kind, label: t(`evaluation.target_${kind}`) }))}
          />
          <Button variant="primary" busy={test.isPending} onClick={run}>
            <Play aria-hidden />
            {t("evaluation.runTest")}
          </Button>
        </div>
      )}
      {test.isError && (
        <p role="alert" className="text-danger-text text-sm">
          {test.error.message}
        </p>
      )}
      {test.data && <Result result={test.data} />}
    </section>
  );
}

function Result({ result }: { result: TestResult }) {
  const t = useT();
  return (
    <div className="flex flex-col gap-3 text-sm">
      {result.error && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text">
          {result.error}
        </p>
      )}
      {result.scores.map((score, index) => (
        <div key={index} className="rounded-md bg-sunken px-3 py-2">
          <p>
            <span className="text-soft">{score.name}</span>{" "}
            <span className="tabular font-semibold">{scoreWords(score, t.locale)}</span>
          </p>
          {score.comment && <p className="mt-1 text-pretty text-soft">{score.comment}</p>}
        </div>
      ))}
      <p className="tabular text-faint text-xs">
        {[result.model, formatDuration(result.latency_ms), result.cost_usd === null ? "" : formatCost(result.cost_usd, t.locale)]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {result.asked.length > 0 && (
        <Words
          title={t("evaluation.asked")}
          text={result.asked.map((one) => String(one.content ?? JSON.stringify(one))).join("\n\n")}
        />
      )}
      {result.answered && <Words title={t("evaluation.answered")} text={result.answered} />}
      {result.printed && <Words title={t("evaluation.printed")} text={result.printed} />}
    </div>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <details>
      <summary className="cursor-pointer text-soft text-xs hover:text-ink">{title}</summary>
      <pre className="mt-1 max-h-72 overflow-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-2 font-mono text-xs">
        {text}
      </pre>
    </details>
  );
}
