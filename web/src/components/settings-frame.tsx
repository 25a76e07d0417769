/** Settings pages: their list at the side (a row on phones) and one page at a time. */
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { Page } from "./page";

export const settingsLinkClass =
  "flex h-8 shrink-0 items-center gap-2 whitespace-nowrap rounded-md px-2.5 text-soft text-sm hover:bg-hover hover:text-ink data-active:bg-selected data-active:font-medium data-active:text-ink max-md:h-10";

export function SettingsFrame({ title, links, children }: { title: string; links: ReactNode; children: ReactNode }) {
  const row = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page means another link to bring into sight
  useEffect(() => {
    row.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <Page title={title}>
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <nav
          ref={row}
          aria-label={title}
          className="flex shrink-0 gap-px overflow-auto border-line p-2 max-md:border-b md:w-52 md:flex-col md:border-r md:p-3"
        >
          {links}
        </nav>
        <div className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          <div className="max-w-4xl px-4 py-6 md:px-8">{children}</div>
        </div>
      </div>
    </Page>
  );
}
