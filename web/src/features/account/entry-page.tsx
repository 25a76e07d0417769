/** The frame of the pages before the sign-in: mark, card, language and theme. */
import type { ReactNode } from "react";
import { Logo } from "@/components/logo";
import { LookButtons } from "@/components/look-buttons";
import { useT } from "@/i18n";

export function EntryPage({ title, children }: { title: ReactNode; children: ReactNode }) {
  const t = useT();
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <main className="grid flex-1 place-items-center p-4">
        <div className="w-full max-w-sm py-8">
          <div className="mb-7 flex flex-col items-center gap-3 text-center">
            <Logo className="size-11" />
            <div>
              <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
              <p className="mt-1 text-soft text-sm">{t("auth.tagline")}</p>
            </div>
          </div>
          <div className="rounded-xl border border-line bg-surface p-6 shadow-sm">{children}</div>
        </div>
      </main>
      <footer className="flex justify-center gap-1 pb-4">
        <LookButtons />
      </footer>
    </div>
  );
}

/** What the server said against a form. */
export function FormProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
      {error.message}
    </p>
  );
}
