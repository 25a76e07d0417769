/** A titled part of a settings page. */
import type { ReactNode } from "react";

interface SectionProps {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, description, actions, children }: SectionProps) {
  return (
    <section className="mb-9">
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold text-base">{title}</h2>
          {description && <p className="mt-0.5 text-pretty text-soft text-sm">{description}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
