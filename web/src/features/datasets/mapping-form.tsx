/** Which columns become which part of an item. */
import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import type { ColumnUse, Mapping } from "./queries";

const PARTS = ["input", "expected_output", "metadata"] as const;
const READINGS = ["auto", "text", "json"] as const;
const NONE = "–";

interface MappingFormProps {
  columns: string[];
  mapping: Mapping;
  onMapping: (mapping: Mapping) => void;
  /** Files may hold ids and tags; observations do not. */
  withIds: boolean;
}

export function MappingForm({ columns, mapping, onMapping, withIds }: MappingFormProps) {
  const t = useT();
  return (
    <div className="flex flex-col gap-3">
      {PARTS.map((part) => (
        <Part
          key={part}
          label={t(`datasets.part_${part}`)}
          columns={columns}
          uses={mapping[part] ?? []}
          onUses={(uses) => onMapping({ ...mapping, [part]: uses })}
        />
      ))}
      {withIds && (
        <div className="flex flex-wrap gap-4">
          {(["tags", "id"] as const).map((part) => (
            <div key={part} className="flex items-center gap-2 text-sm">
              <span className="w-28 text-soft text-xs">{t(`datasets.part_${part}`)}</span>
              <Select
                aria-label={t(`datasets.part_${part}`)}
                value={mapping[part] || NONE}
                onValueChange={(value) => onMapping({ ...mapping, [part]: value === NONE ? "" : value })}
                options={[NONE, ...columns].map((value) => ({ value, label: value }))}
              />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

interface PartProps {
  label: string;
  columns: string[];
  uses: ColumnUse[];
  onUses: (uses: ColumnUse[]) => void;
}

function Part({ label, columns, uses, onUses }: PartProps) {
  const t = useT();
  const change = (index: number, next: Partial<ColumnUse>) =>
    onUses(uses.map((use, at) => (at === index ? { ...use, ...next } : use)));
  const unused = columns.find((column) => !uses.some((use) => use.column === column)) ?? columns[0];
  return (
    <fieldset className="flex flex-wrap items-start gap-x-2 gap-y-1.5">
      <legend className="float-left mt-1.5 w-28 font-medium text-soft text-xs">{label}</legend>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        {uses.map((use, index) => (
          <div key={index} className="flex flex-wrap items-center gap-1.5">
            <Select
              className="max-w-48"
              aria-label={t("datasets.column")}
              value={use.column}
              onValueChange={(column) => change(index, { column })}
              options={columns.map((value) => ({ value, label: value }))}
            />
            <Input
              className="w-44 font-mono text-xs"
              aria-label={t("datasets.path")}
              placeholder="$.messages[-1:].content"
              value={use.path}
              onChange={(event) => change(index, { path: event.target.value })}
            />
            {uses.length > 1 && (
              <Input
                className="w-32"
                aria-label={t("datasets.key")}
                placeholder={use.column}
                value={use.key}
                onChange={(event) => change(index, { key: event.target.value })}
              />
            )}
            <Select
              aria-label={t("datasets.reading")}
              value={use.reading ?? "auto"}
              onValueChange={(reading) => change(index, { reading })}
              options={READINGS.map((value) => ({ value, label: t(`datasets.reading_${value}`) }))}
            />
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t("actions.remove")}
              onClick={() => onUses(uses.filter((_, at) => at !== index))}
            >
              <X aria-hidden />
            </Button>
          </div>
        ))}
        {unused !== undefined && (
          <Button
            variant="ghost"
            size="sm"
            className="self-start"
            onClick={() => onUses([...uses, { column: unused, path: "", key: "", reading: "auto" }])}
          >
            <Plus aria-hidden />
            {t("datasets.addColumn")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
