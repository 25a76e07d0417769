/** Makes or changes a model of the project with one period and one tier. Prices are asked per million units. */
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { currentPrices, isPrice, isSimple, type ModelForm, perMillion, toBody } from "./prices";
import { type Model, useSaveModel } from "./queries";

const NEW: ModelForm = {
  name: "",
  matchPattern: "",
  from: "",
  to: "",
  prices: [
    { key: "input", price: "" },
    { key: "output", price: "" },
  ],
};

function formOf(model: Model | null): ModelForm {
  if (!model) return NEW;
  const [version] = model.versions;
  return {
    name: model.name,
    matchPattern: model.match_pattern,
    from: version?.valid_from?.slice(0, 10) ?? "",
    to: version?.valid_to?.slice(0, 10) ?? "",
    prices: Object.entries(currentPrices(model)).map(([key, price]) => ({ key, price: perMillion(price) })),
  };
}

export function ModelDialog({ projectId, model, onClose }: { projectId: string; model: Model | null; onClose: () => void }) {
  const t = useT();
  const save = useSaveModel(projectId);
  const [form, setForm] = useState(() => formOf(model));
  const complex = model !== null && !isSimple(model);
  const set = (change: Partial<ModelForm>) => setForm((before) => ({ ...before, ...change }));
  const rows = form.prices.filter((row) => row.key.trim() || row.price.trim());
  const valid =
    form.name.trim() && form.matchPattern && rows.length > 0 && rows.every((row) => row.key.trim() && isPrice(row.price));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    save.mutate(
      { id: model?.id ?? null, body: toBody({ ...form, prices: rows }) },
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
    <Dialog open onOpenChange={(open) => !open && onClose()} title={model ? t("costs.editModel") : t("costs.newModel")}>
      {complex ? (
        <p className="text-soft text-sm">{t("costs.tiersKept")}</p>
      ) : (
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <Field label={t("costs.modelName")}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                maxLength={200}
                value={form.name}
                onChange={(event) => set({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("costs.matchPattern")} hint={t("costs.matchPatternWhy")}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                placeholder="(?i)^my-model$"
                value={form.matchPattern}
                onChange={(event) => set({ matchPattern: event.target.value })}
              />
            )}
          </Field>
          <PriceRows rows={form.prices} onChange={(prices) => set({ prices })} />
          <div className="grid grid-cols-2 gap-3">
            <Field label={t("costs.periodFrom")} hint={t("costs.periodWhy")}>
              {(control) => (
                <Input {...control} type="date" value={form.from} onChange={(event) => set({ from: event.target.value })} />
              )}
            </Field>
            <Field label={t("costs.periodTo")}>
              {(control) => (
                <Input {...control} type="date" value={form.to} onChange={(event) => set({ to: event.target.value })} />
              )}
            </Field>
          </div>
          {save.isError && (
            <p role="alert" className="text-danger-text text-sm">
              {save.error.message}
            </p>
          )}
          <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={!valid}>
            {t("costs.save")}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

function PriceRows({ rows, onChange }: { rows: ModelForm["prices"]; onChange: (rows: ModelForm["prices"]) => void }) {
  const t = useT();
  const change = (index: number, part: Partial<ModelForm["prices"][number]>) =>
    onChange(rows.map((row, place) => (place === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-soft text-xs">{t("costs.pricePerMillion")}</legend>
      {rows.map((row, index) => (
        <div key={index} className="flex gap-2">
          <Input
            aria-label={`${t("costs.usageKey")} ${index + 1}`}
            value={row.key}
            onChange={(event) => change(index, { key: event.target.value })}
          />
          <Input
            aria-label={`${t("costs.price")} ${row.key || index + 1}`}
            inputMode="decimal"
            className="tabular"
            aria-invalid={row.price !== "" && !isPrice(row.price)}
            value={row.price}
            onChange={(event) => change(index, { price: event.target.value })}
          />
          <Button
            size="icon"
            variant="ghost"
            aria-label={t("costs.removeKey", { key: row.key || String(index + 1) })}
            onClick={() => onChange(rows.filter((_, place) => place !== index))}
            type="button"
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button type="button" size="sm" className="self-start" onClick={() => onChange([...rows, { key: "", price: "" }])}>
        <Plus aria-hidden />
        {t("costs.addKey")}
      </Button>
    </fieldset>
  );
}
