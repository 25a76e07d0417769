/** Model names that traffic mentions and no price covers, and what they would have cost at another model's prices. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useDeferredValue, useId, useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatNumber } from "@/lib/format";
import { type Model, modelsQuery, withoutPriceQuery } from "../queries";
import { ModelDialog } from "./model-dialog";

export function WithoutPrice({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const t = useT();
  const [pricing, setPricing] = useState<string | null>(null);
  const [asked, setAsked] = useState("");
  const models = useQuery(withoutPriceQuery(projectId, asked));
  return (
    <>
      <p className="mb-3 text-soft text-sm">{t("costs.ambiguousWhy")}</p>
      <ModelChooser
        projectId={projectId}
        onChoose={setAsked}
        problem={asked && models.isError ? models.error.message : undefined}
      />
      {models.isError && !asked && <ErrorState error={models.error} retry={() => models.refetch()} />}
      {models.isPending && <Skeleton className="h-40 w-full" />}
      {models.data?.data.length === 0 && <EmptyState icon={CircleCheck} title={t("costs.noPriceMissing")} />}
      {models.data && models.data.data.length > 0 && (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full text-sm">
            <thead className="border-line border-b text-left text-faint text-xs">
              <tr>
                <th className="px-3 py-2 font-medium">{t("costs.model")}</th>
                <th className="px-3 py-2 text-right font-medium">{t("costs.observations")}</th>
                <th className="px-3 py-2 font-medium">{t("costs.lastUsed")}</th>
                <th className="px-3 py-2 font-medium">{t("costs.reason")}</th>
                <th className="px-3 py-2 text-right font-medium">{t("costs.wouldCost")}</th>
                {mayWrite && <th aria-label={t("costs.setPrice")} />}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {models.data.data.map((model) => (
                <tr key={model.model_name}>
                  <td className="max-w-72 truncate px-3 py-2 font-medium">{model.model_name}</td>
                  <td className="tabular px-3 py-2 text-right">{formatNumber(model.observations, t.locale)}</td>
                  <td className="px-3 py-2">
                    <Moment iso={model.last_seen_at} form="ago" />
                  </td>
                  <td className="max-w-96 text-pretty px-3 py-2 text-soft">{model.reason}</td>
                  <td className="tabular px-3 py-2 text-right">{formatCost(model.would_have_cost_usd, t.locale)}</td>
                  {mayWrite && (
                    <td className="px-3 py-2 text-right">
                      <Button
                        size="sm"
                        aria-label={`${t("costs.setPrice")}: ${model.model_name}`}
                        onClick={() => setPricing(model.model_name)}
                      >
                        {t("costs.setPrice")}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pricing !== null && <ModelDialog projectId={projectId} model={null} seenName={pricing} onClose={() => setPricing(null)} />}
    </>
  );
}

interface ModelChooserProps {
  projectId: string;
  /** Given the id of a model of the price book, or nothing when the choice was cleared. */
  onChoose: (modelId: string) => void;
  problem: string | undefined;
}

/** Finds a model by its name; the id that the server wants stands behind the name. */
function ModelChooser({ projectId, onChoose, problem }: ModelChooserProps) {
  const t = useT();
  const listId = useId();
  const [text, setText] = useState("");
  const found = useQuery(modelsQuery(projectId, useDeferredValue(text), "all", false)).data?.data ?? [];
  const choices = found.slice(0, 30).map((model) => ({ id: model.id, name: labelOf(model) }));
  return (
    <Field label={t("costs.asModel")} hint={t("costs.asModelHint")} error={problem} className="mb-4 w-80">
      {(control) => (
        <>
          <Input
            {...control}
            type="search"
            list={listId}
            value={text}
            onChange={(event) => {
              const next = event.target.value;
              setText(next);
              onChoose(choices.find((choice) => choice.name === next || choice.id === next)?.id ?? "");
            }}
          />
          <datalist id={listId}>
            {choices.map((choice) => (
              <option key={choice.id} value={choice.name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

const labelOf = (model: Model) => (model.origin === "project" ? model.name : `${model.provider} ${model.name}`);
