/** When a tier holds: sums of usage, words in model parameters or metadata, hours of the day. All of a tier's conditions must hold. */
import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import type { Condition } from "./model-form";
import type { ModelIssues } from "./model-issues";

const KINDS = ["usage", "attribute", "time_of_day"] as const;
type Kind = (typeof KINDS)[number];
const OPERATORS = { gt: ">", gte: "≥", lt: "<", lte: "≤", eq: "=", neq: "≠" } as const;

function emptyCondition(kind: Kind): Condition {
  if (kind === "usage")
    return { type: "usage", pattern: "^input", operator: "gt", value: "200000", case_sensitive: false, tokens_only: true };
  if (kind === "attribute") return { type: "attribute", source: "model_parameters", key: "service_tier", values: ["batch"] };
  return { type: "time_of_day", start_s: 0, end_s: 0 };
}

interface ConditionListProps {
  tier: string;
  conditions: readonly Condition[];
  onChange: (conditions: Condition[]) => void;
  issues: ModelIssues;
  /** The tier's place among the issues. */
  at: string;
}

export function ConditionList({ tier, conditions, onChange, issues, at }: ConditionListProps) {
  const t = useT();
  return (
    <div className="flex flex-col gap-2">
      {conditions.map((condition, index) => {
        const problem = issues.get(`${at}/conditions/${index}`);
        return (
          <div key={index}>
            <div className="flex items-start gap-2">
              <ConditionFields
                label={`${tier} ${index + 1}`}
                condition={condition}
                onChange={(next) => onChange(conditions.map((one, place) => (place === index ? next : one)))}
              />
              <Button
                type="button"
                size="icon"
                variant="ghost"
                aria-label={t("costs.removeCondition", { place: `${tier} ${index + 1}` })}
                onClick={() => onChange(conditions.filter((_, place) => place !== index))}
              >
                <X aria-hidden />
              </Button>
            </div>
            {problem && (
              <p role="alert" className="mt-1 text-danger-text text-xs">
                {problem}
              </p>
            )}
          </div>
        );
      })}
      <Button type="button" size="sm" className="self-start" onClick={() => onChange([...conditions, emptyCondition("usage")])}>
        <Plus aria-hidden />
        {t("costs.addCondition")}
      </Button>
    </div>
  );
}

interface FieldsProps {
  label: string;
  condition: Condition;
  onChange: (condition: Condition) => void;
}

function ConditionFields({ label, condition, onChange }: FieldsProps) {
  const t = useT();
  if (condition.type === "any_of") {
    const said = condition.conditions.map((one) => `${one.source}.${one.key} = ${one.values.join(" | ")}`);
    return <p className="min-w-0 flex-1 break-words font-mono text-soft text-xs">{said.join(` ${t("costs.or")} `)}</p>;
  }
  return (
    <div className="flex min-w-0 flex-1 flex-wrap gap-2">
      <Select
        aria-label={`${t("costs.conditionKind")} ${label}`}
        value={condition.type ?? "usage"}
        onValueChange={(kind) => onChange(emptyCondition(kind as Kind))}
        options={KINDS.map((kind) => ({ value: kind, label: t(`costs.condition_${kind}`) }))}
      />
      <Details label={label} condition={condition} onChange={onChange} />
    </div>
  );
}

function Details({ label, condition, onChange }: FieldsProps) {
  const t = useT();
  switch (condition.type) {
    case "attribute":
      return (
        <>
          <Select
            aria-label={`${t("costs.conditionSource")} ${label}`}
            value={condition.source}
            onValueChange={(source) => onChange({ ...condition, source })}
            options={[
              { value: "model_parameters", label: t("costs.modelParameters") },
              { value: "metadata", label: t("costs.metadata") },
            ]}
          />
          <Input
            aria-label={`${t("costs.conditionKey")} ${label}`}
            className="w-40"
            value={condition.key}
            onChange={(event) => onChange({ ...condition, key: event.target.value })}
          />
          <Input
            aria-label={`${t("costs.conditionValues")} ${label}`}
            placeholder={t("costs.conditionValues")}
            className="w-48"
            value={condition.values.join(", ")}
            onChange={(event) =>
              onChange({ ...condition, values: event.target.value.split(",").map((value) => value.trimStart()) })
            }
          />
        </>
      );
    case "time_of_day":
      return (["start_s", "end_s"] as const).map((end) => (
        <Input
          key={end}
          type="time"
          aria-label={`${t(`costs.${end}`)} ${label}`}
          className="w-32"
          value={clock(condition[end])}
          onChange={(event) => onChange({ ...condition, [end]: seconds(event.target.value) })}
        />
      ));
    case "any_of":
      return null;
    default:
      return (
        <>
          <Input
            aria-label={`${t("costs.conditionPattern")} ${label}`}
            title={t("costs.conditionPatternWhy")}
            className="w-40 font-mono"
            value={condition.pattern}
            onChange={(event) => onChange({ ...condition, pattern: event.target.value })}
          />
          <Select
            aria-label={`${t("costs.conditionOperator")} ${label}`}
            value={condition.operator}
            onValueChange={(operator) => onChange({ ...condition, operator })}
            options={Object.entries(OPERATORS).map(([value, sign]) => ({ value: value as keyof typeof OPERATORS, label: sign }))}
          />
          <Input
            aria-label={`${t("costs.conditionValue")} ${label}`}
            inputMode="decimal"
            className="tabular w-28"
            value={String(condition.value)}
            onChange={(event) => onChange({ ...condition, value: event.target.value })}
          />
        </>
      );
  }
}

function clock(secondsOfDay: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(secondsOfDay / 3600))}:${two(Math.floor((secondsOfDay % 3600) / 60))}`;
}

function seconds(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 3600 + minutes * 60;
}
