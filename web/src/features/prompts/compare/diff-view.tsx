/** The difference between two versions, line by line as the server found it, with the changed part of a line marked. */
import { type ReactNode, useMemo } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import type { DiffLine } from "../queries";
import { foldEqual, pairChanges, type ShownLine } from "./diff-lines";

const KEEP_AROUND = 3;
const SIGN = { equal: " ", removed: "−", added: "+" };

export function DiffView({ title, lines }: { title: string; lines: DiffLine[] }) {
  const t = useT();
  const changed = lines.some((line) => line.kind !== "equal");
  const blocks = useMemo(() => foldEqual(pairChanges(lines), KEEP_AROUND), [lines]);
  return (
    <section className="mb-4" aria-label={title}>
      <h3 className="mb-1.5 flex items-center gap-2 font-medium text-sm">
        {title}
        {!changed && <span className="font-normal text-faint text-xs">{t("prompts.noDifference")}</span>}
      </h3>
      {changed && (
        <div className="overflow-x-auto rounded-md border border-line bg-surface font-mono text-xs leading-5">
          {blocks.map((block, index) =>
            block.hidden > 0 ? (
              <p key={index} className="bg-sunken px-3 py-0.5 text-faint">
                {t.count("prompts.sameLines", block.hidden)}
              </p>
            ) : (
              block.lines.map((line) => <Line key={`${line.kind} ${line.left} ${line.right}`} line={line} />)
            ),
          )}
        </div>
      )}
    </section>
  );
}

function Line({ line }: { line: ShownLine }) {
  const t = useT();
  const name = line.kind === "added" ? t("prompts.lineAdded") : line.kind === "removed" ? t("prompts.lineRemoved") : null;
  return (
    <div
      data-kind={line.kind}
      className={cn(
        "flex gap-2 px-2",
        line.kind === "added" && "bg-success-soft text-success-text",
        line.kind === "removed" && "bg-danger-soft text-danger-text",
      )}
    >
      <span className="tabular w-8 shrink-0 select-none text-right opacity-60 max-md:hidden">{line.left ?? ""}</span>
      <span className="tabular w-8 shrink-0 select-none text-right opacity-60 max-md:hidden">{line.right ?? ""}</span>
      <span className="w-3 shrink-0 select-none" aria-hidden>
        {SIGN[line.kind]}
      </span>
      {name && <span className="sr-only">{name}</span>}
      <span className="min-w-0 flex-1 whitespace-pre-wrap break-words">{marked(line)}</span>
    </div>
  );
}

function marked({ text, changed }: ShownLine): ReactNode {
  if (!changed) return text;
  return (
    <>
      {text.slice(0, changed.start)}
      <span className="rounded-xs font-semibold underline decoration-2 underline-offset-2">
        {text.slice(changed.start, changed.end)}
      </span>
      {text.slice(changed.end)}
    </>
  );
}
