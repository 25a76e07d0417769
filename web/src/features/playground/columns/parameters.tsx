/** Parameters of a column's model: those that all providers know by name, the rest as the provider's own JSON. */
import { SlidersHorizontal } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { type PlainKey, useT } from "@/i18n";
import type { Column } from "../queries";
import { JsonField } from "./json-field";

interface Known {
  name: string;
  label: PlainKey;
  min: number;
  max?: number;
  step: number;
}

const KNOWN: readonly Known[] = [
  { name: "temperature", label: "playground.temperature", min: 0, max: 2, step: 0.1 },
  { name: "max_tokens", label: "playground.maxTokens", min: 1, step: 1 },
  { name: "top_p", label: "playground.topP", min: 0, max: 1, step: 0.05 },
  { name: "seed", label: "playground.seed", min: 0, step: 1 },
  { name: "presence_penalty", label: "playground.presencePenalty", min: -2, max: 2, step: 0.1 },
  { name: "frequency_penalty", label: "playground.frequencyPenalty", min: -2, max: 2, step: 0.1 },
];

interface ParametersProps {
  column: Column;
  letter: string;
  readOnly: boolean;
  onChange: (make: (column: Column) => Column) => void;
}

export function Parameters({ column, letter, readOnly, onChange }: ParametersProps) {
  const t = useT();
  const set = Object.keys(column.parameters).length + Object.keys(column.provider_options).length;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" aria-label={t("playground.parametersOf", { letter })} title={summary(column)} className="px-2">
          <SlidersHorizontal aria-hidden />
          {set > 0 && <span className="tabular">{set}</span>}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-80 p-3">
        <fieldset disabled={readOnly} className="flex flex-col gap-3">
          <legend className="mb-2 font-semibold text-sm">{t("playground.parameters")}</legend>
          <div className="grid grid-cols-2 gap-3">
            {KNOWN.map((one) => (
              <NumberField
                key={one.name}
                known={one}
                value={column.parameters[one.name]}
                onChange={(value) => onChange((now) => ({ ...now, parameters: withValue(now.parameters, one.name, value) }))}
              />
            ))}
            <Field label={t("playground.timeout")}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  max={600}
                  value={column.timeout_seconds}
                  onChange={(event) => {
                    const seconds = Math.min(600, Math.max(1, Number(event.target.value) || 120));
                    onChange((now) => ({ ...now, timeout_seconds: seconds }));
                  }}
                />
              )}
            </Field>
          </div>
          <Field label={t("playground.stopSequences")} hint={t("playground.stopHint")}>
            {(control) => (
              <Input
                {...control}
                className="font-mono text-xs"
                value={stops(column.parameters.stop_sequences)}
                onChange={(event) => {
                  const list = event.target.value.split(",").filter((one) => one !== "");
                  onChange((now) => ({
                    ...now,
                    parameters: withValue(now.parameters, "stop_sequences", list.length > 0 ? list : undefined),
                  }));
                }}
              />
            )}
          </Field>
          <JsonField
            label={t("playground.providerOptions")}
            hint={t("playground.providerOptionsHint")}
            placeholder={'{"reasoning_effort": "low"}'}
            value={Object.keys(column.provider_options).length > 0 ? column.provider_options : null}
            check={(value) => (typeof value === "object" && !Array.isArray(value) ? null : t("playground.needsObject"))}
            onChange={(value) => onChange((now) => ({ ...now, provider_options: (value ?? {}) as Record<string, unknown> }))}
          />
        </fieldset>
      </PopoverContent>
    </Popover>
  );
}

function NumberField({ known, value, onChange }: { known: Known; value: unknown; onChange: (value?: number) => void }) {
  const t = useT();
  return (
    <Field label={t(known.label)}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={known.min}
          max={known.max}
          step={known.step}
          placeholder={t("playground.providerDefault")}
          value={typeof value === "number" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))}
        />
      )}
    </Field>
  );
}

function withValue(parameters: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const { [name]: _old, ...rest } = parameters;
  return value === undefined ? rest : { ...rest, [name]: value };
}

const stops = (value: unknown) => (Array.isArray(value) ? value.join(",") : "");

/** `temperature 0.2 · max_tokens 100` */
export function summary(column: Column): string {
  return Object.entries({ ...column.parameters, ...column.provider_options })
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(" · ");
}
