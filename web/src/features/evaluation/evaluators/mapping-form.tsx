/** Where each variable of an evaluator comes from. */
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { type Content, SOURCES, type VariableMapping } from "../queries";
import { sourceOf, variablesOf } from "./draft";

interface MappingFormProps {
  content: Content;
  mapping: VariableMapping;
  onChange: (mapping: VariableMapping) => void;
}

export function MappingForm({ content, mapping, onChange }: MappingFormProps) {
  const t = useT();
  const names = variablesOf(content);
  if (names.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-soft text-xs">{t("evaluation.mapping")}</legend>
      <p className="text-faint text-xs">{t("evaluation.mappingHint")}</p>
      {names.map((name) => {
        const source = sourceOf(content, mapping, name);
        return (
          <div
            key={name}
            className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)] items-center gap-2 sm:grid-cols-[9rem_1fr_1fr]"
          >
            <code className="truncate text-xs" title={name}>
              {name}
            </code>
            <Select
              aria-label={name}
              value={source.source}
              onValueChange={(chosen) => onChange({ ...mapping, [name]: { ...source, source: chosen } })}
              options={SOURCES.map((one) => ({ value: one, label: t(`evaluation.source_${one}`) }))}
            />
            <Input
              aria-label={`${t("evaluation.path")} ${name}`}
              placeholder="$.…"
              className="col-start-2 font-mono text-xs sm:col-start-3"
              value={source.path}
              onChange={(event) => onChange({ ...mapping, [name]: { ...source, path: event.target.value } })}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
