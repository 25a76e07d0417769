/** What a view shows when there is nothing: why, and what to do about it. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface EmptyStateProps {
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center justify-center gap-3 px-6 py-16 text-center", className)}>
      <div className="grid size-10 place-items-center rounded-lg bg-sunken text-faint ring-1 ring-line ring-inset">
        <Icon className="size-5" aria-hidden />
      </div>
      <div className="max-w-md">
        <p className="font-medium text-base text-ink">{title}</p>
        {children && <div className="mt-1 text-pretty text-soft text-sm">{children}</div>}
      </div>
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
