/** Evaluators for rows of a table: which, how many evaluations and what they cost about; then a run in the background. */
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Gavel } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Problem } from "@/components/ui/problem";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import { formatCost, formatNumber } from "@/lib/format";
import { useSettled } from "@/lib/use-settled";
import { evaluatorsQuery } from "../evaluators/evaluator-queries";
import { MappingsField } from "../mappings-field";
import { PausedBadge } from "../marks";
import type { Schemas } from "../queries";
import { type RowsToEvaluate, type RunBody, runPreviewQuery, useBeginRun } from "./run-queries";

interface EvaluateRowsProps {
  projectId: string;
  rows: RowsToEvaluate;
  onClose: () => void;
  /** A run was begun. */
  onDone: () => void;
}

export function EvaluateRows({ projectId, rows, onClose, onDone }: EvaluateRowsProps) {
  const t = useT();
  const router = useRouter();
  const [evaluators, setEvaluators] = useState<RunBody["evaluators"]>([]);
  const chosen = evaluators.map((one) => one.evaluator_id);
  const choose = (ids: readonly string[]) =>
    setEvaluators(ids.map((id) => evaluators.find((one) => one.evaluator_id === id) ?? { evaluator_id: id }));
  const body: RunBody = { ...rows, evaluators };
  const asked = JSON.stringify(body);
  const settled = useSettled(asked);
  const preview = useQuery(runPreviewQuery(projectId, JSON.parse(settled) as RunBody));
  const begin = useBeginRun(projectId);
  const problem = begin.error ?? preview.error;
  const show = (run: string) =>
    void router.navigate({ to: "/projects/$projectId/evaluators", params: { projectId }, search: { tab: "runs", run } });
  const start = () =>
    begin.mutate(body, {
      onSuccess: (run) => {
        toast.success(t("evaluation.runBegun"), {
          action: { label: t("evaluation.runProgress"), onClick: () => show(run.id) },
        });
        onClose();
        onDone();
      },
    });
  const ready = chosen.length > 0 && asked === settled && !preview.isPlaceholderData && Boolean(preview.data?.executions);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(rows.target === "trace" ? "evaluation.evaluateTraces" : "evaluation.evaluateObservations")}
      description={t("evaluation.evaluateRowsWhy")}
      footer={
        <Button variant="primary" busy={begin.isPending} disabled={!ready} onClick={start}>
          {t("evaluation.begin")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <EvaluatorChoice projectId={projectId} chosen={chosen} onChange={choose} onLeave={onClose} />
        <MappingsField projectId={projectId} evaluators={evaluators} onChange={setEvaluators} />
        {problem ? (
          <Problem>{problem.message}</Problem>
        ) : (
          <RunPreview preview={chosen.length > 0 ? preview.data : undefined} evaluators={chosen.length} />
        )}
      </div>
    </Dialog>
  );
}

interface EvaluatorChoiceProps {
  projectId: string;
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
  onLeave: () => void;
}

function EvaluatorChoice({ projectId, chosen, onChange, onLeave }: EvaluatorChoiceProps) {
  const t = useT();
  const evaluators = useQuery(evaluatorsQuery(projectId));
  if (evaluators.isError) return <ErrorState error={evaluators.error} retry={() => evaluators.refetch()} />;
  if (evaluators.isPending) return <Skeleton className="h-24 w-full" />;
  if (evaluators.data.data.length === 0) {
    const action = (
      <Button asChild onClick={onLeave}>
        <Link to="/projects/$projectId/evaluators" params={{ projectId }} search={{ tab: "library" }}>
          {t("evaluation.library")}
        </Link>
      </Button>
    );
    return (
      <EmptyState icon={Gavel} title={t("evaluation.noEvaluators")} action={action}>
        {t("evaluation.noEvaluatorsWhy")}
      </EmptyState>
    );
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-soft text-xs">{t("evaluation.evaluators")}</legend>
      <div className="flex max-h-72 flex-col overflow-y-auto rounded-lg border border-line">
        {evaluators.data.data.map((one) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix
          <label
            key={one.id}
            className="flex min-h-9 items-center gap-2.5 border-line border-t px-3 py-1.5 text-sm first:border-t-0 hover:bg-hover"
          >
            <Checkbox
              checked={chosen.includes(one.id)}
              onCheckedChange={(checked) =>
                onChange(checked === true ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))
              }
            />
            <span className="min-w-0 truncate">{one.name}</span>
            <span className="shrink-0 text-faint text-xs">{t("evaluation.version", { version: one.version })}</span>
            <span className="ml-auto flex shrink-0 items-center gap-2 text-faint text-xs">
              <PausedBadge reason={one.paused_reason} message={one.paused_message} />
              {t(`evaluation.kind_${one.kind}`)}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface RunPreviewProps {
  preview: Schemas["EvaluationRunPreview"] | undefined;
  evaluators: number;
}

/** How many and for how much, in one line. */
function RunPreview({ preview, evaluators }: RunPreviewProps) {
  const t = useT();
  const count = (value: number) => formatNumber(value, t.locale, 0);
  const basis = preview?.cost_basis as "free" | "prompts" | "runs" | "unknown";
  const known = preview ? preview.matches * evaluators - preview.executions : 0;
  return (
    <p role="status" className="rounded-md bg-sunken px-3 py-2 text-sm">
      {!preview ? (
        <span className="text-soft">{t(evaluators > 0 ? "evaluation.counting" : "evaluation.chooseEvaluators")}</span>
      ) : (
        <>
          <span className="tabular font-medium">
            {t.count("evaluation.runRows", preview.matches)}, {t.count("evaluation.runEvaluations", preview.executions)}
          </span>
          <span className="text-soft">
            {known > 0 && ` · ${t("evaluation.runKnown", { count: count(known) })}`}
            {" · "}
            {preview.cost_usd !== null &&
              basis !== "free" &&
              `${t("evaluation.costAbout", { cost: formatCost(preview.cost_usd, t.locale) })}, `}
            {t(`evaluation.costBasis_${basis}`)}
          </span>
        </>
      )}
    </p>
  );
}
