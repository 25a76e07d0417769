/** Starting an experiment: a dataset, prompt versions × models, repetitions, evaluators. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Copy, Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useProject } from "@/api/me";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import "@/i18n/late/experiments";
import "@/i18n/late/evaluation";
import { formatNumber } from "@/lib/format";
import { type ArmDraft, ArmForm, EMPTY_ARM, readArm } from "./arm-form";
import { EvaluatorChoice } from "./evaluator-choice";
import { datasetsToRunQuery, datasetVersionsQuery, useStartPlan } from "./queries";

const NOW = " now";
const MOST_ARMS = 12;

interface NewExperimentPageProps {
  datasetId: string | undefined;
  onStarted: () => void;
}

export function NewExperimentPage({ datasetId, onStarted }: NewExperimentPageProps) {
  const t = useT();
  const projectId = useProject().id;
  const datasets = useQuery(datasetsToRunQuery(projectId));
  const start = useStartPlan(projectId);
  const [chosen, setChosen] = useState(datasetId ?? "");
  const [version, setVersion] = useState(NOW);
  const [name, setName] = useState("");
  const [repetitions, setRepetitions] = useState("1");
  const [arms, setArms] = useState<ArmDraft[]>([EMPTY_ARM]);
  const [judges, setJudges] = useState<string[]>([]);
  const target = chosen || datasets.data?.[0]?.id || "";
  const versions = useQuery(datasetVersionsQuery(projectId, target));
  const items = datasets.data?.find((one) => one.id === target)?.active_items ?? 0;
  const times = Math.max(1, Number(repetitions) || 1);
  const wishes = arms.map(readArm);
  const ready = target !== "" && name.trim() !== "" && wishes.every((arm) => arm !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    start.mutate(
      {
        name: name.trim(),
        dataset_id: target,
        dataset_version: version === NOW ? null : version,
        arms: wishes.filter((arm) => arm !== null),
        repetitions: times,
        evaluator_version_ids: judges,
      },
      { onSuccess: onStarted },
    );
  };
  const change = (index: number, next: ArmDraft) => setArms(arms.map((arm, at) => (at === index ? next : arm)));
  return (
    <Page
      width="text"
      title={t("experiments.new")}
      before={
        <Button asChild variant="ghost" size="icon-sm">
          <Link to="/projects/$projectId/experiments" params={{ projectId }} aria-label={t("experiments.experiments")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-6">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("forms.name")}>
            {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label={t("experiments.repetitions")} hint={t("experiments.repetitionsHint")}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={50}
                value={repetitions}
                onChange={(event) => setRepetitions(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("experiments.dataset")}>
            {(control) => (
              <Select
                id={control.id}
                value={target}
                onValueChange={(value) => {
                  setChosen(value);
                  setVersion(NOW);
                }}
                options={(datasets.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
              />
            )}
          </Field>
          <Field label={t("experiments.datasetVersion")}>
            {(control) => (
              <Select
                id={control.id}
                value={version}
                onValueChange={setVersion}
                options={[
                  { value: NOW, label: t("experiments.newest") },
                  ...(versions.data ?? [])
                    .slice(1)
                    .map((one) => ({ value: one.at, label: new Date(one.at).toLocaleString(t.locale) })),
                ]}
              />
            )}
          </Field>
        </div>
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold text-base">{t("experiments.arms")}</h2>
          <p className="text-soft text-sm">{t("experiments.armsWhy")}</p>
          {arms.map((arm, index) => (
            <div key={index} className="rounded-lg border border-line bg-surface p-4">
              <ArmForm projectId={projectId} arm={arm} onArm={(next) => change(index, next)} />
              <div className="mt-3 flex gap-2">
                <Button size="sm" disabled={arms.length >= MOST_ARMS} onClick={() => setArms([...arms, { ...arm }])}>
                  <Copy aria-hidden />
                  {t("experiments.copyArm")}
                </Button>
                {arms.length > 1 && (
                  <Button size="sm" variant="ghost" onClick={() => setArms(arms.filter((_, at) => at !== index))}>
                    <X aria-hidden />
                    {t("actions.remove")}
                  </Button>
                )}
              </div>
            </div>
          ))}
          <Button className="self-start" disabled={arms.length >= MOST_ARMS} onClick={() => setArms([...arms, EMPTY_ARM])}>
            <Plus aria-hidden />
            {t("experiments.addArm")}
          </Button>
        </section>
        <EvaluatorChoice projectId={projectId} chosen={judges} onChosen={setJudges} />
        {start.error && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
            {start.error.message}
          </p>
        )}
        <div className="flex items-center gap-3">
          <Button type="submit" variant="primary" size="lg" busy={start.isPending} disabled={!ready}>
            {t("experiments.start")}
          </Button>
          <span className="text-faint text-sm">
            {t("experiments.callCount", { count: formatNumber(items * arms.length * times, t.locale, 0) })}
          </span>
        </div>
      </form>
    </Page>
  );
}
