/** A choice of one model out of those that the project's connections offer. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { judgesQuery } from "./evaluator-queries";

export interface ModelChoice {
  provider: string;
  model: string;
}

interface ModelSelectProps {
  projectId: string;
  value: ModelChoice | null;
  onChange: (value: ModelChoice | null) => void;
  /** What "none of its own" is called; without it a model must be chosen. */
  none?: string;
  id?: string;
}

const NONE = "-";
const SEPARATOR = "\n";

export function ModelSelect({ projectId, value, onChange, none, id }: ModelSelectProps) {
  const t = useT();
  const connections = useQuery(judgesQuery(projectId)).data?.data ?? [];
  const offered = connections.flatMap((one) => one.models.map((model) => ({ provider: one.provider, model })));
  const known = value === null || offered.some((one) => one.provider === value.provider && one.model === value.model);
  const options = [
    ...(none === undefined ? [] : [{ value: NONE, label: none }]),
    ...(known ? offered : [...offered, value]).map((one) => ({
      value: one.provider + SEPARATOR + one.model,
      label: `${one.provider} · ${one.model}`,
    })),
  ];
  return (
    <Select
      id={id}
      aria-label={t("evaluation.model")}
      value={value === null ? (none === undefined ? "" : NONE) : value.provider + SEPARATOR + value.model}
      onValueChange={(next) => {
        const [provider, model] = next.split(SEPARATOR);
        onChange(provider && model ? { provider, model } : null);
      }}
      options={options}
      placeholder={offered.length === 0 ? t("evaluation.noConnections") : t("evaluation.model")}
      className="w-full"
    />
  );
}
