/** What stops an arm by itself: a metric, a direction and a limit, as a value or as a distance from the control. */
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import type { GuardPlan } from "./ab-plan";

const UNITS: Record<string, string> = { error_rate: "%", latency_ms: "ms", cost_usd: "$" };
const NEW: GuardPlan = { metric: "error_rate", worse: "higher", comparedTo: "fixed", limit: "" };

interface GuardRailsProps {
  guards: GuardPlan[];
  metrics: { value: string; label: string }[];
  onChange: (guards: GuardPlan[]) => void;
}

export function GuardRails({ guards, metrics, onChange }: GuardRailsProps) {
  const t = useT();
  const change = (place: number, guard: Partial<GuardPlan>) =>
    onChange(guards.map((one, index) => (index === place ? { ...one, ...guard } : one)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-soft text-xs">{t("prompts.guards")}</legend>
      <p className="text-faint text-xs">{t("prompts.guardHint")}</p>
      {guards.map((guard, place) => (
        <div key={place} className="flex flex-wrap items-center gap-1.5">
          <Select
            aria-label={t("prompts.metric")}
            value={guard.metric}
            onValueChange={(metric) => change(place, { metric })}
            options={metrics}
          />
          <Select
            aria-label={t("prompts.guardWorse")}
            value={guard.worse}
            onValueChange={(worse) => change(place, { worse })}
            options={[
              { value: "higher", label: t("prompts.above") },
              { value: "lower", label: t("prompts.below") },
            ]}
          />
          <Select
            aria-label={t("prompts.guardAgainst")}
            value={guard.comparedTo}
            onValueChange={(comparedTo) => change(place, { comparedTo })}
            options={[
              { value: "fixed", label: t("prompts.guardFixed") },
              { value: "control", label: t("prompts.guardControl") },
            ]}
          />
          <Input
            aria-label={t("prompts.guardLimit")}
            type="number"
            step="any"
            className="w-20"
            value={guard.limit}
            onChange={(event) => change(place, { limit: event.target.value })}
          />
          <span className="text-soft text-sm">{UNITS[guard.metric] ?? ""}</span>
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={t("actions.remove")}
            onClick={() => onChange(guards.filter((_, index) => index !== place))}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      <Button size="sm" className="self-start" onClick={() => onChange([...guards, NEW])}>
        <Plus aria-hidden />
        {t("prompts.addGuard")}
      </Button>
    </fieldset>
  );
}
