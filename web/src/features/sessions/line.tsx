import type { ReactNode } from "react";

/** What lies between two things, in words on a line. */
export function Line({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-center gap-3 text-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {children}
    </p>
  );
}
