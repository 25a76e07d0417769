/** Over a table: how many rows are chosen, and what can be done with them. On a phone the head of the cards tells and clears the choice. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

interface ChosenBarProps {
  label: string;
  count: number;
  /** What is chosen, where it is more than the rows that were chosen one by one. */
  words?: string;
  onClear: () => void;
  children: ReactNode;
}

export function ChosenBar({ label, count, words, onClear, children }: ChosenBarProps) {
  const t = useT();
  return (
    <div
      role="toolbar"
      aria-label={label}
      className={cn(
        "absolute bottom-4 left-1/2 z-20 flex w-max max-w-[calc(100%-1rem)] -translate-x-1/2 animate-appear flex-wrap items-center gap-1",
        "rounded-lg border border-line bg-raised p-1.5 pl-3 shadow-lg",
        "max-md:bottom-2 max-md:w-full max-md:pl-1.5 max-md:[&_button]:min-h-11 max-md:[&_button]:min-w-11",
      )}
    >
      <span className={cn("tabular mr-1 whitespace-nowrap text-sm", words ? "max-md:px-2" : "max-md:hidden")}>
        {words ?? t.count("table.selected", count)}
      </span>
      {children}
      <Button variant="ghost" size="icon-sm" className="max-md:hidden" aria-label={t("actions.clear")} onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
