/** What a phone shows of a row of a list: a name and a moment, then figures. */
import type { ReactNode } from "react";
import { Moment } from "@/components/moment";

interface ListCardProps {
  title: ReactNode;
  moment: string;
  line?: ReactNode;
  figures: readonly ReactNode[];
}

export function ListCard({ title, moment, line, figures }: ListCardProps) {
  return (
    <span className="flex flex-col gap-1">
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        <Moment iso={moment} form="ago" className="shrink-0 text-faint text-xs" />
      </span>
      {line && <span className="truncate text-soft text-xs">{line}</span>}
      <span className="tabular flex gap-3 overflow-hidden text-faint text-xs">
        {figures.map((figure, index) => (
          <span key={index} className="shrink-0">
            {figure}
          </span>
        ))}
      </span>
    </span>
  );
}
