/** A facet of texts, too many to count: one field to write in. */
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { readChosen, writeValues } from "./edit";

interface TextFacetProps {
  label: string;
  /** How the field is written, then its other names. */
  names: readonly string[];
  filter: string;
  onChange: (filter: string) => void;
}

export function TextFacet({ label, names, filter, onChange }: TextFacetProps) {
  const t = useT();
  const chosen = [...readChosen(filter, names).included].join(" ");
  const [text, setText] = useState<string | null>(null);
  const commit = () => {
    const wanted = text?.trim();
    if (wanted !== undefined && wanted !== chosen) onChange(writeValues(filter, names, wanted === "" ? [] : [wanted]));
    setText(null);
  };
  return (
    <Input
      className="h-7 text-xs"
      aria-label={`${label}: ${t("filter.is")}`}
      placeholder={t("filter.is")}
      value={text ?? chosen}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
