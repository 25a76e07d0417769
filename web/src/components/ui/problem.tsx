/** What went wrong, in words, where a form or a panel ends; read out as it appears. Nothing while there is nothing to say. */
import type { ReactNode } from "react";

export function Problem({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <p role="alert" className="text-danger-text text-sm">
      {children}
    </p>
  );
}
