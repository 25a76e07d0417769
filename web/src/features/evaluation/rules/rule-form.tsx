/** Writes a rule: what, which ones, how many, when, by whom; and says beforehand how many that are and what they cost. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import { formatCost, formatNumber } from "@/lib/format";
import { evaluatorsQuery } from "../evaluators/evaluator-queries";
import { FilterField } from "../filter-field";
import { MappingsField } from "../mappings-field";
import { type Rule, type RuleBody, TARGETS, type TargetKind } from "../queries";
import { QueueField } from "./queue-field";
import { previewQuery, useSaveRule } from "./rule-queries";

const SETTLES: Record<TargetKind, readonly ["at_once" | "root_end" | "idle", ...("at_once" | "root_end" | "idle")[]]> = {
  observation: ["at_once", "root_end", "idle"],
  trace: ["root_end", "idle"],
  session: ["idle"],
  experiment_item: ["root_end", "idle"],
};
const REST = { at_once: 0, root_end: 5, idle: 60 } as const;
const WEEK_MS = 7 * 24 * 3600 * 1000;

const EVERY_CALL = {
  target: "observation",
  filter: "type:GENERATION",
  sampling: 1,
  settle: "at_once",
  settle_seconds: 0,
} as const;
const SPOT_CHECK = { target: "trace", filter: "", sampling: 0.05, settle: "root_end", settle_seconds: REST.root_end } as const;

function bodyOf(rule: Rule | null, evaluatorId: string | undefined, queueId: string | undefined): RuleBody {
  if (rule === null) {
    return {
      name: "",
      description: "",
      ...(queueId ? SPOT_CHECK : EVERY_CALL),
      enabled: true,
      queue_id: queueId ?? "",
      evaluators: evaluatorId ? [{ evaluator_id: evaluatorId }] : [],
    };
  }
  const { name, description, target, filter, sampling, settle, settle_seconds, enabled, queue_id } = rule;
  const evaluators = rule.evaluators.map(({ evaluator_id, version, mapping }) => ({ evaluator_id, version, mapping }));
  return { name, description, target, filter, sampling, settle, settle_seconds, enabled, queue_id, evaluators };
}

interface RuleFormProps {
  projectId: string;
  rule: Rule | null;
  evaluatorId?: string | undefined;
  /** The annotation queue that a new rule should fill. */
  queueId?: string | undefined;
  mayWrite: boolean;
  onSaved: (rule: Rule) => void;
}

export function RuleForm({ projectId, rule, evaluatorId, queueId, mayWrite, onSaved }: RuleFormProps) {
  const t = useT();
  const [body, setBody] = useState(() => bodyOf(rule, evaluatorId, queueId));
  const [times] = useState(() => ({ start: new Date(Date.now() - WEEK_MS).toISOString(), end: new Date().toISOString() }));
  const asked = useDeferredValue(body);
  const preview = useQuery(previewQuery(projectId, { ...asked, name: "preview", id: rule?.id ?? "", ...times }));
  const save = useSaveRule(projectId, rule?.id ?? null);
  const change = (part: Partial<RuleBody>) => setBody((now) => ({ ...now, ...part }));
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(body, { onSuccess: onSaved });
      }}
    >
      <Field label={t("evaluation.name")} error={save.isError ? save.error.message : undefined}>
        {(control) => <Input {...control} value={body.name} onChange={(event) => change({ name: event.target.value })} />}
      </Field>
      <TargetField body={body} change={change} />
      <FilterField
        projectId={projectId}
        target={body.target}
        filter={body.filter ?? ""}
        onFilter={(filter) => change({ filter })}
        times={times}
        error={preview.error}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={`${t("evaluation.sampling")} (%)`} hint={t("evaluation.samplingHint")}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0.01}
              max={100}
              step="any"
              value={Math.round(body.sampling * 1e6) / 1e4}
              onChange={(event) => change({ sampling: Math.min(Math.max(Number(event.target.value) / 100, 0.0001), 1) })}
            />
          )}
        </Field>
        <SettleField body={body} change={change} />
      </div>
      <EvaluatorsField projectId={projectId} body={body} change={change} />
      <MappingsField projectId={projectId} evaluators={body.evaluators} onChange={(evaluators) => change({ evaluators })} />
      <QueueField projectId={projectId} queueId={body.queue_id ?? ""} onQueue={(queue_id) => change({ queue_id })} />
      <PreviewLine preview={preview.data} fillsQueue={Boolean(body.queue_id)} />
      {mayWrite && (
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          busy={save.isPending}
          disabled={!body.name.trim() || (body.evaluators.length === 0 && !body.queue_id)}
        >
          {t("evaluation.save")}
        </Button>
      )}
    </form>
  );
}

interface PartProps {
  body: RuleBody;
  change: (part: Partial<RuleBody>) => void;
}

function TargetField({ body, change }: PartProps) {
  const t = useT();
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-soft text-xs">{t("evaluation.target")}</span>
      <Segmented
        aria-label={t("evaluation.target")}
        className="h-auto min-h-8 flex-wrap self-start"
        value={body.target}
        onValueChange={(target: TargetKind) => {
          const settle = SETTLES[target][0];
          change({
            target,
            settle,
            settle_seconds: target === "session" ? 900 : REST[settle],
            filter: target === "observation" ? body.filter : "",
          });
        }}
        options={TARGETS.map((target) => ({ value: target, label: t(`evaluation.target_${target}`) }))}
      />
    </div>
  );
}

function SettleField({ body, change }: PartProps) {
  const t = useT();
  const settle = body.settle ?? SETTLES[body.target][0];
  return (
    <div className="grid grid-cols-[1fr_6rem] gap-2">
      <Field label={t("evaluation.settle")}>
        {(control) => (
          <Select
            id={control.id}
            value={settle}
            onValueChange={(next) => change({ settle: next, settle_seconds: REST[next] })}
            options={SETTLES[body.target].map((one) => ({ value: one, label: t(`evaluation.settle_${one}`) }))}
          />
        )}
      </Field>
      <Field label={t("evaluation.seconds")}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={0}
            max={86400}
            value={body.settle_seconds ?? 0}
            onChange={(event) => change({ settle_seconds: Number(event.target.value) })}
          />
        )}
      </Field>
    </div>
  );
}

function EvaluatorsField({ projectId, body, change }: PartProps & { projectId: string }) {
  const t = useT();
  const evaluators = useQuery(evaluatorsQuery(projectId)).data?.data ?? [];
  const chosen = new Set(body.evaluators.map((one) => one.evaluator_id));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-soft text-xs">{t("evaluation.evaluators")}</legend>
      {evaluators.length === 0 && <p className="text-soft text-sm">{t("evaluation.noEvaluators")}</p>}
      {evaluators.map((one) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix
        <label key={one.id} className="flex items-center gap-2 text-sm">
          <Checkbox
            checked={chosen.has(one.id)}
            onCheckedChange={(checked) =>
              change({
                evaluators:
                  checked === true
                    ? [...body.evaluators, { evaluator_id: one.id }]
                    : body.evaluators.filter((other) => other.evaluator_id !== one.id),
              })
            }
          />
          {one.name}
          <span className="text-faint text-xs">{t(`evaluation.kind_${one.kind}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface Previewed {
  matches: number;
  drawn: number;
  executions: number;
  cost_usd: number | null;
  cost_basis: string;
}

interface PreviewLineProps {
  preview: Previewed | undefined;
  span?: string;
  /** What is drawn goes before people too. */
  fillsQueue?: boolean;
}

/** How many and for how much, in one line. */
export function PreviewLine({ preview, span, fillsQueue = false }: PreviewLineProps) {
  const t = useT();
  if (!preview) return <p className="h-10" aria-hidden />;
  const basis = preview.cost_basis as "free" | "prompts" | "runs" | "unknown";
  return (
    <p role="status" className="rounded-md bg-sunken px-3 py-2 text-sm">
      <span className="text-soft">{t("evaluation.preview", { span: span ?? t.count("time.unit_d", 7) })}: </span>
      <span className="tabular font-medium">
        {t("evaluation.previewLine", {
          matches: formatNumber(preview.matches, t.locale),
          drawn: formatNumber(preview.drawn, t.locale),
          executions: formatNumber(preview.executions, t.locale),
        })}
      </span>
      <span className="text-soft">
        {" · "}
        {preview.cost_usd !== null &&
          basis !== "free" &&
          `${t("evaluation.costAbout", { cost: formatCost(preview.cost_usd, t.locale) })}, `}
        {t(`evaluation.costBasis_${basis}`)}
        {fillsQueue && ` · ${t("evaluation.previewQueue", { drawn: formatNumber(preview.drawn, t.locale) })}`}
      </span>
    </p>
  );
}
