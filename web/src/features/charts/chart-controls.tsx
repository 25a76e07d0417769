/** What is measured, of what, and how it is drawn. */
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { AGGREGATIONS, addsUp, type ChartLook, GROUPS, isOverTime, KINDS, METRICS, STEPS, type Subject } from "./look";

interface ChartControlsProps {
  subject: Subject;
  look: ChartLook;
  onChange: (change: Partial<ChartLook>) => void;
}

export function ChartControls({ subject, look, onChange }: ChartControlsProps) {
  const t = useT();
  const words = (group: string, names: readonly string[]) =>
    names.map((name) => ({ value: name, label: t.dynamic(`charts.${group}_${name}`, name) }));
  const groups = [
    { value: "none", label: t("charts.by_none") },
    ...GROUPS[subject].map((name) => ({ value: name as string, label: t.dynamic(`fields.${name}`, name) })),
  ];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("charts.metric")}
        value={look.metric as string}
        onValueChange={(metric) => onChange({ metric: metric as ChartLook["metric"] })}
        options={words("metric", METRICS)}
      />
      {look.metric !== "count" && (
        <Select
          aria-label={t("charts.aggregation")}
          value={look.aggregation as string}
          onValueChange={(aggregation) => onChange({ aggregation: aggregation as ChartLook["aggregation"] })}
          options={words("aggregation", AGGREGATIONS)}
        />
      )}
      <Select
        aria-label={t("charts.by")}
        value={look.by || "none"}
        onValueChange={(by) => onChange({ by: by === "none" ? "" : by })}
        options={groups}
      />
      <Select
        aria-label={t("charts.kind")}
        value={look.kind as string}
        onValueChange={(kind) => onChange({ kind: kind as ChartLook["kind"] })}
        options={words("kind", KINDS).map((one) => ({ ...one, disabled: one.value === "pie" && !addsUp(look) }))}
      />
      {isOverTime(look.kind) && (
        <Select
          aria-label={t("charts.step")}
          value={look.step as string}
          onValueChange={(step) => onChange({ step: step as ChartLook["step"] })}
          options={words("step", STEPS)}
        />
      )}
    </div>
  );
}
