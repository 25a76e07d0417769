/** Makes or changes a model of the project, whole: its periods, tiers, units, fees. What the server objects to stands at its field. */
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type Model, useSaveModel } from "../queries";
import { formOf, isComplete, type ModelForm, newForm, type PeriodForm, patternOf, toBody, withPeriod } from "./model-form";
import { modelIssues } from "./model-issues";
import { PeriodEditor } from "./period-editor";

interface ModelDialogProps {
  projectId: string;
  /** Null for a new one. */
  model: Model | null;
  /** A name seen in traffic, for which a price is to be set. */
  seenName?: string;
  onClose: () => void;
}

const TOKENIZERS = ["none", "openai", "claude"] as const;

export function ModelDialog({ projectId, model, seenName, onClose }: ModelDialogProps) {
  const t = useT();
  const save = useSaveModel(projectId);
  const [form, setForm] = useState(() => (model ? formOf(model) : newForm(seenName)));
  const [patternTouched, setPatternTouched] = useState(model !== null);
  const issues = modelIssues(save.error);
  const set = (change: Partial<ModelForm>) => setForm((before) => ({ ...before, ...change }));
  const setPeriod = (place: number, period: PeriodForm) =>
    set({ periods: form.periods.map((one, at) => (at === place ? period : one)) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete(form)) return;
    save.mutate(
      { id: model?.id ?? null, body: toBody(form) },
      {
        onSuccess: () => {
          toast.success(t("costs.modelSaved"));
          onClose();
        },
        onError: () => undefined,
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={model ? t("costs.editModel") : t("costs.newModel")}
      className="top-[4vh] max-h-[92dvh] w-[min(56rem,calc(100vw-2rem))]"
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <div className="grid gap-3 sm:grid-cols-[1fr_1fr_max-content]">
          <Field label={t("costs.modelName")} error={issues.get("name")}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                maxLength={200}
                value={form.name}
                onChange={(event) => {
                  const name = event.target.value;
                  set(patternTouched ? { name } : { name, matchPattern: name && patternOf(name) });
                }}
              />
            )}
          </Field>
          <Field label={t("costs.matchPattern")} hint={t("costs.matchPatternWhy")} error={issues.get("match_pattern")}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                placeholder="(?i)^my-model$"
                value={form.matchPattern}
                onChange={(event) => {
                  setPatternTouched(true);
                  set({ matchPattern: event.target.value });
                }}
              />
            )}
          </Field>
          <Field label={t("costs.tokenizer")}>
            {({ id }) => (
              <Select
                id={id}
                aria-label={t("costs.tokenizer")}
                value={form.tokenizer}
                onValueChange={(tokenizer) => set({ tokenizer })}
                options={TOKENIZERS.map((value) => ({ value, label: t(`costs.tokenizer_${value}`) }))}
              />
            )}
          </Field>
        </div>
        {form.periods.map((period, place) => (
          <PeriodEditor
            key={place}
            place={place}
            period={period}
            onChange={(next) => setPeriod(place, next)}
            onRemove={form.periods.length > 1 ? () => set({ periods: form.periods.filter((_, at) => at !== place) }) : undefined}
            issues={issues}
          />
        ))}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="button"
            size="sm"
            onClick={() => setForm(withPeriod(form, new Date().toISOString().slice(0, 10)))}
            title={t("costs.periodWhy")}
          >
            <Plus aria-hidden />
            {t("costs.addPeriod")}
          </Button>
          <span className="text-faint text-xs">{t("costs.periodWhy")}</span>
        </div>
        <Problem>{issues.get("form")}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={!isComplete(form)}>
          {t("costs.save")}
        </Button>
      </form>
    </Dialog>
  );
}
