/** Chooses one of the project's API keys, or all of them. */
import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "@/api/keys";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";

const ANY = "any";

interface KeySelectProps {
  projectId: string;
  value: string | undefined;
  onChange: (keyId: string | undefined) => void;
}

export function KeySelect({ projectId, value, onChange }: KeySelectProps) {
  const t = useT();
  const keys = useQuery(keysQuery(projectId)).data?.data ?? [];
  // A link may name a key that was removed since: it still says what it asks for.
  const lost = value !== undefined && !keys.some((key) => key.id === value) ? [{ value, label: value }] : [];
  return (
    <Select
      aria-label={t("settings.keys")}
      className="max-w-52"
      value={value ?? ANY}
      onValueChange={(next) => onChange(next === ANY ? undefined : next)}
      options={[
        { value: ANY, label: t("instance.anyKey") },
        ...keys.map((key) => ({ value: key.id, label: key.note || key.public_key })),
        ...lost,
      ]}
    />
  );
}
