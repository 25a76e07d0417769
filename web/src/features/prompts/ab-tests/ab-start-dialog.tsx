/** Starts an A/B test: a label, the version it serves now as control, up to nine others, what decides, and what stops an arm. */
import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { numbersQuery, type PromptDetail } from "../queries";
import { controlShare, evenShares, type TestPlan, toBody } from "./ab-plan";
import { useStartTest } from "./ab-queries";
import { GuardRails } from "./guard-rails";
import { BASE_METRICS } from "./metrics";

const NO_GOAL = "#none";
const MAX_OTHERS = 9;

interface AbStartDialogProps {
  projectId: string;
  prompt: PromptDetail;
  onClose: () => void;
}

export function AbStartDialog({ projectId, prompt, onClose }: AbStartDialogProps) {
  const t = useT();
  const start = useStartTest(projectId, prompt.id);
  const numbers = useQuery(numbersQuery(projectId, prompt.id));
  const labels = Object.keys(prompt.labels).filter((label) => label !== "latest" && !(label in prompt.running_tests));
  const [plan, setPlan] = useState(() => firstPlan(prompt, labels));
  const set = (change: Partial<TestPlan>) => setPlan((before) => ({ ...before, ...change }));
  const scores = [...new Set(numbers.data?.data.flatMap((row) => row.scores.map((score) => score.name)))];
  const metrics = [
    ...BASE_METRICS.map((value) => ({ value: value as string, label: t(`prompts.metric_${value}`) })),
    ...scores.map((name) => ({ value: `score:${name}`, label: name })),
  ];
  const body = toBody(plan);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body !== null) start.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("prompts.startTest")}
      description={t("prompts.testWhy")}
      className="max-w-xl"
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field
          label={t("prompts.label")}
          hint={plan.control === undefined ? undefined : t("prompts.controlIs", { version: plan.control })}
        >
          {({ id }) => (
            <Select
              id={id}
              value={plan.label}
              onValueChange={(label) => setPlan((before) => ({ ...before, ...armsOf(prompt, label) }))}
              options={labels.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        <Arms prompt={prompt} plan={plan} onChange={set} />
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("prompts.goal")}>
            {({ id }) => (
              <Select
                id={id}
                value={plan.goal || NO_GOAL}
                onValueChange={(goal) => set({ goal: goal === NO_GOAL ? "" : goal })}
                options={[{ value: NO_GOAL, label: t("answers.none") }, ...metrics]}
              />
            )}
          </Field>
          <Field label={t("prompts.betterIs")}>
            {({ id }) => (
              <Select
                id={id}
                disabled={plan.goal === ""}
                value={plan.better}
                onValueChange={(better) => set({ better })}
                options={[
                  { value: "lower", label: t("prompts.lower") },
                  { value: "higher", label: t("prompts.higher") },
                ]}
              />
            )}
          </Field>
        </div>
        <GuardRails guards={plan.guards} metrics={metrics} onChange={(guards) => set({ guards })} />
        <Caps plan={plan} onChange={set} />
        <Problem>{start.error?.message}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={start.isPending} disabled={body === null}>
          {t("prompts.startTest")}
        </Button>
      </form>
    </Dialog>
  );
}

function armsOf(prompt: PromptDetail, label: string) {
  const control = prompt.labels[label];
  const other = prompt.versions.map((one) => one.version).find((version) => version !== control);
  return { label, control, arms: other === undefined ? [] : evenShares([other]) };
}

function firstPlan(prompt: PromptDetail, labels: string[]): TestPlan {
  const label = labels.includes("production") ? "production" : (labels[0] ?? "");
  return { ...armsOf(prompt, label), goal: "", better: "lower", guards: [], latencyCap: "", costCap: "" };
}

interface PartProps {
  plan: TestPlan;
  onChange: (change: Partial<TestPlan>) => void;
}

function Arms({ prompt, plan, onChange }: PartProps & { prompt: PromptDetail }) {
  const t = useT();
  const used = [plan.control, ...plan.arms.map((arm) => arm.version)];
  const free = prompt.versions.map((one) => one.version).filter((version) => !used.includes(version));
  const rest = controlShare(plan.arms);
  const change = (place: number, arm: Partial<TestPlan["arms"][number]>) =>
    onChange({ arms: plan.arms.map((one, index) => (index === place ? { ...one, ...arm } : one)) });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-soft text-xs">{t("prompts.arms")}</legend>
      {plan.arms.map((arm, place) => (
        <div key={place} className="flex items-center gap-2">
          <Select
            aria-label={t("prompts.armVersion", { number: place + 1 })}
            value={String(arm.version)}
            onValueChange={(value) => change(place, { version: Number(value) })}
            options={[arm.version, ...free].sort((a, b) => b - a).map((one) => ({ value: String(one), label: `v${one}` }))}
          />
          <Input
            aria-label={t("prompts.armShare", { number: place + 1 })}
            type="number"
            min={0}
            max={99}
            step="any"
            className="w-24"
            value={arm.share}
            onChange={(event) => change(place, { share: event.target.value })}
          />
          <span className="text-soft text-sm">%</span>
          <Button
            size="icon-sm"
            variant="ghost"
            className="ml-auto"
            disabled={plan.arms.length === 1}
            aria-label={t("prompts.removeArm", { version: arm.version })}
            onClick={() => onChange({ arms: plan.arms.filter((_, index) => index !== place) })}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="sm"
          disabled={free.length === 0 || plan.arms.length >= MAX_OTHERS}
          onClick={() => onChange({ arms: evenShares([...plan.arms.map((arm) => arm.version), ...free.slice(0, 1)]) })}
        >
          <Plus aria-hidden />
          {t("prompts.addArm")}
        </Button>
        <span
          role={rest === null ? "alert" : undefined}
          className={rest === null ? "text-danger-text text-xs" : "text-soft text-xs"}
        >
          {rest === null ? t("prompts.sharesBad") : t("prompts.controlShare", { share: rest })}
        </span>
      </div>
      <p className="text-faint text-xs">{t("prompts.shareHint")}</p>
    </fieldset>
  );
}

/** Up to where latency and cost are counted: what the intervals rest on. */
function Caps({ plan, onChange }: PartProps) {
  const t = useT();
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-accent-text">{t("prompts.caps")}</summary>
      <p className="mt-2 mb-3 text-faint text-xs">{t("prompts.capsWhy")}</p>
      <div className="grid grid-cols-2 gap-3">
        {(["latencyCap", "costCap"] as const).map((name) => (
          <Field key={name} label={t(`prompts.${name}`)}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
                step="any"
                placeholder={t("prompts.capAuto")}
                value={plan[name]}
                onChange={(event) => onChange({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
