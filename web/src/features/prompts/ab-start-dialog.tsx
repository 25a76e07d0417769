/** Starts an A/B test: a label, the version it serves now as control, one other version, its share, goal and guard-rail. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { BASE_METRICS } from "./metrics";
import { numbersQuery, type PromptDetail, useStartTest } from "./queries";

const NO_GOAL = "#none";

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
  const [label, setLabel] = useState(labels.includes("production") ? "production" : (labels[0] ?? ""));
  const control = prompt.labels[label];
  const others = prompt.versions.map((one) => one.version).filter((version) => version !== control);
  const [chosen, setChosen] = useState<number | null>(null);
  const [share, setShare] = useState("50");
  const [metric, setMetric] = useState(NO_GOAL);
  const [better, setBetter] = useState<"higher" | "lower">("lower");
  const [errorLimit, setErrorLimit] = useState("");
  const challenger = chosen !== null && others.includes(chosen) ? chosen : others[0];
  const percent = Number(share);
  const limit = errorLimit === "" ? null : Number(errorLimit) / 100;
  const limitFits = limit === null || (limit >= 0 && limit <= 1);
  const valid = control !== undefined && challenger !== undefined && percent > 0 && percent < 100 && limitFits;
  const scores = new Set(numbers.data?.data.flatMap((row) => row.scores.map((score) => score.name)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    start.mutate(
      {
        label,
        arms: [
          { version: control, weight: 100 - percent },
          { version: challenger, weight: percent },
        ],
        goal: metric === NO_GOAL ? null : { metric, better },
        guard_rails: limit === null ? [] : [{ metric: "error_rate", worse: "higher", limit, compared_to: "fixed" }],
        alpha: 0.05,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("prompts.startTest")} description={t("prompts.testWhy")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <div className="grid grid-cols-2 gap-3">
          <Field
            label={t("prompts.label")}
            hint={control === undefined ? undefined : t("prompts.controlIs", { version: control })}
          >
            {({ id }) => (
              <Select id={id} value={label} onValueChange={setLabel} options={labels.map((value) => ({ value, label: value }))} />
            )}
          </Field>
          <Field label={t("prompts.challenger")}>
            {({ id }) => (
              <Select
                id={id}
                value={challenger === undefined ? "" : String(challenger)}
                onValueChange={(value) => setChosen(Number(value))}
                options={others.map((version) => ({ value: String(version), label: `v${version}` }))}
              />
            )}
          </Field>
        </div>
        <Field label={t("prompts.challengerShare")} hint={t("prompts.shareHint")}>
          {(field) => (
            <Input
              {...field}
              type="number"
              min={1}
              max={99}
              step="any"
              value={share}
              onChange={(event) => setShare(event.target.value)}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("prompts.goal")}>
            {({ id }) => (
              <Select
                id={id}
                value={metric}
                onValueChange={setMetric}
                options={[
                  { value: NO_GOAL, label: t("common.none") },
                  ...BASE_METRICS.map((value) => ({ value: value as string, label: t(`prompts.metric_${value}`) })),
                  ...[...scores].map((value) => ({ value, label: value })),
                ]}
              />
            )}
          </Field>
          <Field label={t("prompts.betterIs")}>
            {({ id }) => (
              <Select
                id={id}
                disabled={metric === NO_GOAL}
                value={better}
                onValueChange={setBetter}
                options={[
                  { value: "lower", label: t("prompts.lower") },
                  { value: "higher", label: t("prompts.higher") },
                ]}
              />
            )}
          </Field>
        </div>
        <Field label={t("prompts.guardErrors")} hint={t("prompts.guardHint")}>
          {(field) => (
            <Input
              {...field}
              type="number"
              min={0}
              max={100}
              step="any"
              placeholder="–"
              value={errorLimit}
              onChange={(event) => setErrorLimit(event.target.value)}
            />
          )}
        </Field>
        {start.isError && (
          <p role="alert" className="text-danger-text text-sm">
            {start.error.message}
          </p>
        )}
        <Button type="submit" variant="primary" className="self-end" busy={start.isPending} disabled={!valid}>
          {t("prompts.startTest")}
        </Button>
      </form>
    </Dialog>
  );
}
