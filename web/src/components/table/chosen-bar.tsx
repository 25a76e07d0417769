/** Over a table: how many rows are chosen, and what can be done with them. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

interface ChosenBarProps {
  label: string;
  count: number;
  onClear: () => void;
  children: ReactNode;
}

export function ChosenBar({ label, count, onClear, children }: ChosenBarProps) {
  const t = useT();
  return (
    <div
      role="toolbar"
      aria-label={label}
      className="absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-1rem)] -translate-x-1/2 animate-appear items-center gap-2 rounded-lg border border-line bg-raised p-1.5 pl-3 shadow-lg"
    >
      <span className="tabular whitespace-nowrap text-sm">{t.count("table.selected", count)}</span>
      {children}
      <Button variant="ghost" size="icon-sm" aria-label={t("actions.clear")} onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
