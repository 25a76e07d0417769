/** Runs the evaluator as it stands in the editor on chosen real rows: the filled prompt, the answer, the score, the cost. */
import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Problem } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatDuration } from "@/lib/format";
import { formatDateTime } from "@/lib/time";
import { useZone } from "@/lib/zone";
import { FilterField } from "../filter-field";
import { scoreWords } from "../marks";
import type { RecentRow, TestResult, TestTarget } from "../queries";
import { type Draft, wholeMapping } from "./draft";
import { recentQuery, useTest } from "./evaluator-queries";

const MOST_ROWS = 10;
const KINDS = ["observation", "trace", "session", "experiment_item"] as const;
type Kind = (typeof KINDS)[number];
/** Rows are found by an observation: any generation, or the root of an executed item. */
const FIRST: Record<Kind, string> = {
  observation: "type:GENERATION",
  trace: "is_root:true",
  session: "is_root:true has:session",
  experiment_item: "is_experiment_item_root:true",
};
const MONTH_MS = 30 * 24 * 3600 * 1000;

interface Tried {
  id: string;
  name: string;
  result: TestResult;
}

interface TestBenchProps {
  projectId: string;
  draft: Draft;
  /** Where code failed on a row; 0 at the begin of a run. */
  onErrorLine: (line: number) => void;
}

export function TestBench({ projectId, draft, onErrorLine }: TestBenchProps) {
  const t = useT();
  const [kind, setKind] = useState<Kind>("observation");
  const [filter, setFilter] = useState(FIRST.observation);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [tried, setTried] = useState<Tried[]>([]);
  const [times] = useState(() => ({ start: new Date(Date.now() - MONTH_MS).toISOString(), end: new Date().toISOString() }));
  const recent = useQuery(recentQuery(projectId, filter));
  const test = useTest(projectId);
  const rows = recent.data?.data ?? [];
  // Until somebody chooses, it is the newest row.
  const picked = rows.filter((row, index) => (chosen ? chosen.includes(row.id) : index === 0));
  const [running, setRunning] = useState(false);
  const run = async () => {
    setRunning(true);
    setTried([]);
    onErrorLine(0);
    try {
      for (const row of picked) {
        const result = await test.mutateAsync({
          name: draft.name || "test",
          content: draft.content,
          mapping: wholeMapping(draft.content, draft.mapping),
          target: targetOf(kind, row),
        });
        if (result.error_line > 0) onErrorLine(result.error_line);
        setTried((before) => [...before, { id: row.id, name: row.name || row.type, result }]);
      }
    } finally {
      setRunning(false);
    }
  };
  return (
    <section aria-label={t("evaluation.testBench")} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-3">
      <div>
        <h2 className="font-semibold text-sm">{t("evaluation.testBench")}</h2>
        <p className="mt-0.5 text-pretty text-faint text-xs">{t("evaluation.benchHint")}</p>
      </div>
      <FilterField
        projectId={projectId}
        target="observation"
        filter={filter}
        onFilter={(next) => {
          setFilter(next);
          setChosen(null);
        }}
        times={times}
        error={recent.error}
      />
      {recent.isPending && <Skeleton className="h-32 w-full" />}
      {recent.data && rows.length === 0 && <p className="text-soft text-sm">{t("evaluation.noRows")}</p>}
      <RowChoice rows={rows} picked={picked.map((row) => row.id)} onPick={setChosen} />
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("evaluation.target")}
          value={kind}
          onValueChange={(next) => {
            setKind(next);
            setFilter(FIRST[next]);
            setChosen(null);
          }}
          options={KINDS.map((one) => ({ value: one, label: t(`evaluation.target_${one}`) }))}
        />
        <Button
          variant="primary"
          className="ml-auto"
          busy={running}
          disabled={picked.length === 0}
          onClick={() => void run().catch(() => undefined)}
        >
          <Play aria-hidden />
          {t("evaluation.runTest")}
          {picked.length > 1 && <span className="tabular">({picked.length})</span>}
        </Button>
      </div>
      <Problem>{test.error?.message}</Problem>
      {tried.map((one) => (
        <article key={one.id} aria-label={one.name} className="border-line border-t pt-3">
          {tried.length > 1 && <h3 className="mb-2 truncate font-medium text-sm">{one.name}</h3>}
          <Result result={one.result} />
        </article>
      ))}
    </section>
  );
}

function targetOf(kind: Kind, row: RecentRow): TestTarget {
  if (kind === "session") return { kind, trace_id: "", observation_id: "", session_id: row.session_id };
  return { kind, trace_id: row.trace_id, observation_id: kind === "trace" ? "" : row.id, session_id: "" };
}

interface RowChoiceProps {
  rows: RecentRow[];
  picked: string[];
  onPick: (ids: string[]) => void;
}

function RowChoice({ rows, picked, onPick }: RowChoiceProps) {
  const t = useT();
  const zone = useZone();
  if (rows.length === 0) return null;
  return (
    <ul
      aria-label={t("evaluation.testRow")}
      className="max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line"
    >
      {rows.map((row) => {
        const isPicked = picked.includes(row.id);
        const words = `${row.name || row.type} · ${formatDateTime(row.start_time, zone)}`;
        return (
          <li key={row.id}>
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix */}
            <label className="flex items-start gap-2 px-2 py-1.5 text-xs hover:bg-hover">
              <Checkbox
                aria-label={words}
                checked={isPicked}
                disabled={!isPicked && picked.length >= MOST_ROWS}
                onCheckedChange={(on) => onPick(on === true ? [...picked, row.id] : picked.filter((id) => id !== row.id))}
              />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{words}</span>
                <span className="block truncate text-faint">{row.input_preview}</span>
              </span>
            </label>
          </li>
        );
      })}
    </ul>
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
