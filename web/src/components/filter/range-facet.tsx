/** A facet of numbers: at least, at most. */
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { readChosen, writeRange } from "./edit";

interface RangeFacetProps {
  label: string;
  /** How the field is written, then its other names. */
  names: readonly string[];
  filter: string;
  onChange: (filter: string) => void;
  unit?: string;
}

export function RangeFacet({ label, names, filter, onChange, unit }: RangeFacetProps) {
  const t = useT();
  const { min, max } = readChosen(filter, names);
  const bound = (side: "min" | "max") => (text: string) => {
    const number = text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);
    onChange(writeRange(filter, names, side === "min" ? number : min, side === "max" ? number : max));
  };
  return (
    <div className="flex items-center gap-1.5 pr-3 pb-2 pl-6">
      <BoundInput label={`${label}: ${t("filter.min")}`} placeholder={t("filter.min")} value={min} onCommit={bound("min")} />
      <span className="text-faint">–</span>
      <BoundInput label={`${label}: ${t("filter.max")}`} placeholder={t("filter.max")} value={max} onCommit={bound("max")} />
      <span className="w-4 shrink-0 text-faint text-xs">{unit}</span>
    </div>
  );
}

interface BoundInputProps {
  label: string;
  placeholder: string;
  value: number | null;
  onCommit: (text: string) => void;
}

function BoundInput({ label, placeholder, value, onCommit }: BoundInputProps) {
  const [text, setText] = useState<string | null>(null);
  const commit = () => {
    if (text !== null && text !== String(value ?? "")) onCommit(text);
    setText(null);
  };
  return (
    <Input
      className="tabular h-7 text-xs"
      inputMode="decimal"
      aria-label={label}
      placeholder={placeholder}
      value={text ?? String(value ?? "")}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
