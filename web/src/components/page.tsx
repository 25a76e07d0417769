/** The frame of a page: a header line with title, actions and perhaps tabs, then content that scrolls on its own. */
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface PageProps {
  title: ReactNode;
  /** Left of the title, e.g. where one comes from. */
  before?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Text pages get a measure and padding; tables fill the frame. */
  width?: "full" | "text";
  /** On phones the actions take the line of the title, which the bar at the bottom shows already. */
  actionsOnly?: boolean;
}

export function Page({ title, before, actions, children, width = "full", actionsOnly = false }: PageProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-surface px-4 py-2">
        {before}
        <h1 className={cn("min-w-0 truncate font-semibold text-base", actionsOnly && "max-md:sr-only")}>{title}</h1>
        {actions && (
          <div className={cn("ml-auto flex items-center gap-2", actionsOnly ? "min-w-0 max-md:w-full" : "flex-wrap")}>
            {actions}
          </div>
        )}
      </header>
      <div className={cn("min-h-0 flex-1", width === "text" ? "overflow-y-auto" : "flex flex-col")}>
        {width === "text" ? <div className="mx-auto max-w-4xl px-4 py-6">{children}</div> : children}
      </div>
    </div>
  );
}
