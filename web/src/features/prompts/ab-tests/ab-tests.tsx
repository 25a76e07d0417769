/** A/B tests of a prompt: the running ones with their arms and what they show so far, past ones, and starting a new one. */
import { useQuery } from "@tanstack/react-query";
import { Split } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact, formatNumber } from "@/lib/format";
import { LabelBadge } from "../label-badge";
import type { AbTest, ArmResult, PromptDetail } from "../queries";
import { abTestQuery, abTestsQuery, usePromote, useStopArm, useStopTest } from "./ab-queries";
import { AbStartDialog } from "./ab-start-dialog";
import { metricText } from "./metrics";

const VERDICT_TONE = { better: "success", worse: "danger", undecided: "neutral", control: "accent" } as const;

export function AbTests({ projectId, prompt }: { projectId: string; prompt: PromptDetail }) {
  const t = useT();
  const mayWrite = useMay("prompts:write");
  const tests = useQuery(abTestsQuery(projectId, prompt.id));
  const [starting, setStarting] = useState(false);
  if (tests.isPending) return <Skeleton className="h-48 w-full" />;
  if (tests.isError) return <ErrorState error={tests.error} retry={() => tests.refetch()} />;
  const enough = prompt.versions.length > 1 && Object.keys(prompt.labels).some((label) => label !== "latest");
  const start = mayWrite && (
    <Button variant={tests.data.data.length === 0 ? "primary" : "secondary"} disabled={!enough} onClick={() => setStarting(true)}>
      <Split aria-hidden />
      {t("prompts.startTest")}
    </Button>
  );
  return (
    <div className="max-w-5xl">
      {tests.data.data.length === 0 ? (
        <EmptyState icon={Split} title={t("prompts.noTests")} action={start}>
          {t(enough ? "prompts.noTestsWhy" : "prompts.testNeeds")}
        </EmptyState>
      ) : (
        <>
          <div className="mb-4 flex justify-end">{start}</div>
          <ul className="flex flex-col gap-4">
            {tests.data.data.map((test) => (
              <TestCard key={test.id} projectId={projectId} test={test} />
            ))}
          </ul>
        </>
      )}
      {starting && <AbStartDialog projectId={projectId} prompt={prompt} onClose={() => setStarting(false)} />}
    </div>
  );
}

function TestCard({ projectId, test }: { projectId: string; test: AbTest }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const mayWrite = useMay("prompts:write");
  const running = test.status === "running";
  const stop = useStopTest(projectId, test.id);
  const [stopping, setStopping] = useState(false);
  const detail = useQuery(abTestQuery(projectId, test.id));
  return (
    <li className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-4 py-3 text-sm">
        <LabelBadge label={test.label} />
        <Badge tone={running ? "warning" : test.status === "promoted" ? "success" : "neutral"}>
          {t.dynamic(`prompts.status_${test.status}`, test.status)}
        </Badge>
        <span className="text-faint text-xs">
          {nameOf(test.started_by)} · <Moment iso={test.started_at} form="ago" />
        </span>
        {running && mayWrite && (
          <Button size="sm" variant="danger" className="ml-auto" onClick={() => setStopping(true)}>
            {t("prompts.stopTest")}
          </Button>
        )}
        {test.decision && <p className="basis-full text-soft text-xs">{test.decision}</p>}
      </div>
      {detail.isPending && <Skeleton className="m-4 h-20" />}
      {detail.isError && <ErrorState error={detail.error} retry={() => detail.refetch()} />}
      {detail.data && (
        <>
          <ul className="divide-y divide-line border-line border-t">
            {detail.data.test.arms.map((arm) => (
              <ArmLine
                key={arm.version}
                projectId={projectId}
                test={detail.data.test}
                arm={arm}
                result={detail.data.results.find((one) => one.version === arm.version)}
                mayWrite={mayWrite}
              />
            ))}
          </ul>
          <p className="border-line border-t px-4 py-2 text-pretty text-faint text-xs">{detail.data.method}</p>
        </>
      )}
      <Confirm
        open={stopping}
        onOpenChange={setStopping}
        title={t("prompts.stopTestAsk")}
        description={t("prompts.stopTestWhy")}
        action={t("prompts.stopTest")}
        busy={stop.isPending}
        onConfirm={() => stop.mutate(undefined, { onSettled: () => setStopping(false) })}
      />
    </li>
  );
}

interface ArmLineProps {
  projectId: string;
  test: AbTest;
  arm: AbTest["arms"][number];
  result: ArmResult | undefined;
  mayWrite: boolean;
}

function ArmLine({ projectId, test, arm, result, mayWrite }: ArmLineProps) {
  const t = useT();
  const promote = usePromote(projectId, test.id);
  const stopArm = useStopArm(projectId, test.id);
  const running = test.status === "running";
  const isControl = test.arms[0]?.version === arm.version;
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="tabular font-medium">v{arm.version}</span>
        {result && <Badge tone={VERDICT_TONE[result.verdict]}>{t(`prompts.verdict_${result.verdict}`)}</Badge>}
        <span className="tabular text-soft text-xs">
          {t("prompts.share", { share: formatNumber(arm.share_percent, t.locale, 1) })} ·{" "}
          {t.count("prompts.fetches", arm.fetches)}
        </span>
        {arm.stopped_because && <Badge tone="danger">{arm.stopped_because}</Badge>}
        {running && mayWrite && (
          <span className="ml-auto flex gap-2">
            {!isControl && arm.weight > 0 && (
              <Button size="sm" variant="ghost" busy={stopArm.isPending} onClick={() => stopArm.mutate(arm.version)}>
                {t("prompts.stopArm")}
              </Button>
            )}
            <Button size="sm" busy={promote.isPending} onClick={() => promote.mutate(arm.version)}>
              {t("prompts.promote", { version: arm.version })}
            </Button>
          </span>
        )}
      </div>
      <div className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
        <div className="h-full rounded-full bg-accent" style={{ width: `${arm.share_percent}%` }} />
      </div>
      {result && result.metrics.length > 0 && <MetricTable result={result} />}
    </li>
  );
}

function MetricTable({ result }: { result: ArmResult }) {
  const t = useT();
  const between = (metric: string, interval: { low: number; high: number } | null) =>
    interval ? `${metricText(metric, interval.low, t.locale)} … ${metricText(metric, interval.high, t.locale)}` : "–";
  const countedAs = (one: ArmResult["metrics"][number]) =>
    one.range && one.method === "empirical_bernstein"
      ? t("prompts.countedUpTo", { cap: metricText(one.metric, one.range.high, t.locale), count: one.clipped })
      : undefined;
  const clipped = result.metrics.filter((one) => one.clipped > 0);
  return (
    <div className="mt-2 overflow-x-auto">
      <table className="tabular w-full text-right text-xs">
        <thead className="text-faint">
          <tr>
            <th className="py-1 pr-3 text-left font-medium">{t("prompts.metric")}</th>
            <th className="px-3 py-1 font-medium">{t("prompts.values")}</th>
            <th className="px-3 py-1 font-medium">{t("prompts.mean")}</th>
            <th className="px-3 py-1 font-medium whitespace-nowrap">{t("prompts.sequence")}</th>
            <th className="py-1 pl-3 font-medium whitespace-nowrap">{t("prompts.difference")}</th>
          </tr>
        </thead>
        <tbody>
          {result.metrics.map((one) => (
            <tr key={one.metric} className="border-line border-t">
              <td className="py-1 pr-3 text-left">
                {t.dynamic(`prompts.metric_${one.metric}`, one.metric.replace("score:", ""))}
              </td>
              <td className="px-3 py-1">{formatCompact(one.count, t.locale)}</td>
              <td className="px-3 py-1" title={countedAs(one)}>
                {metricText(one.metric, one.mean, t.locale)}
                {one.clipped > 0 && " *"}
              </td>
              <td className="px-3 py-1 whitespace-nowrap">{between(one.metric, one.interval)}</td>
              <td className="py-1 pl-3 whitespace-nowrap">{between(one.metric, one.difference)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {clipped.map((one) => (
        <p key={one.metric} className="mt-1 text-faint text-xs">
          * {t.dynamic(`prompts.metric_${one.metric}`, one.metric)}: {countedAs(one)}
        </p>
      ))}
      {result.metrics.some((one) => one.method === "asymptotic" && one.count > 0) && (
        <p className="mt-1 text-faint text-xs">{t("prompts.asymptotic")}</p>
      )}
    </div>
  );
}
