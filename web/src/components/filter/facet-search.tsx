import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";

interface FacetSearchProps {
  label: string;
  containing: string;
  onContaining: (text: string) => void;
}

/** Looks among the values of one facet. */
export function FacetSearch({ label, containing, onContaining }: FacetSearchProps) {
  const t = useT();
  return (
    <div className="px-3 pb-1">
      <Input
        className="h-7 text-xs"
        value={containing}
        onChange={(event) => onContaining(event.target.value)}
        placeholder={t("filter.moreValues")}
        aria-label={`${label}: ${t("filter.moreValues")}`}
      />
    </div>
  );
}
