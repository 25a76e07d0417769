/** The judges that come with Lumetra, by group, each with its scale and examples before it is used. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ErrorState } from "@/components/error-state";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import type { LibraryEntry } from "../queries";
import { libraryQuery } from "./evaluator-queries";

const GROUPS = ["answers", "retrieval", "safety", "conversation", "agents", "style"] as const;

export function Library({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const t = useT();
  const library = useQuery(libraryQuery(projectId, t.locale.startsWith("zh") ? "zh" : "en"));
  if (library.isError) return <ErrorState error={library.error} retry={() => library.refetch()} />;
  if (library.isPending) return <Skeleton className="h-64 w-full" />;
  return (
    <>
      <p className="mb-4 max-w-2xl text-pretty text-soft text-sm">{t("evaluation.libraryWhy")}</p>
      {GROUPS.map((group) => (
        <section key={group} className="mb-6">
          <h2 className="mb-2 font-semibold text-sm">{t(`evaluation.group_${group}`)}</h2>
          <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            {library.data.data
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <EntryCard key={entry.key} projectId={projectId} entry={entry} mayWrite={mayWrite} />
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function EntryCard({ projectId, entry, mayWrite }: { projectId: string; entry: LibraryEntry; mayWrite: boolean }) {
  const t = useT();
  return (
    <li className="flex flex-col rounded-lg border border-line bg-surface p-3">
      <p className="flex items-center gap-2">
        <span className="truncate font-medium">{entry.name}</span>
        <Badge>{t(`evaluation.type_${entry.output.data_type}`)}</Badge>
        <Badge>{t(`evaluation.target_${entry.target}`)}</Badge>
      </p>
      <p className="mt-1 text-pretty text-soft text-sm">{entry.summary}</p>
      <details className="mt-2 text-sm">
        <summary className="cursor-pointer text-faint text-xs hover:text-ink">{t("evaluation.scale")}</summary>
        <dl className="mt-1.5 flex flex-col gap-1">
          {entry.scale.map((step) => (
            <div key={String(step.score)} className="flex gap-2">
              <dt className="tabular shrink-0 font-medium">{String(step.score)}</dt>
              <dd className="text-soft">{String(step.meaning)}</dd>
            </div>
          ))}
        </dl>
        {entry.examples.map((example) => (
          <p key={String(example.case)} className="mt-2 border-line border-l-2 pl-2 text-soft text-xs">
            <span className="font-medium text-ink">
              {t(example.counter ? "evaluation.counterExample" : "evaluation.example")}
            </span>{" "}
            {String(example.case)} → <span className="tabular font-medium text-ink">{String(example.score)}</span>.{" "}
            {String(example.why)}
          </p>
        ))}
      </details>
      {mayWrite && (
        <Button size="sm" className="mt-3 self-start" asChild>
          <Link
            to="/projects/$projectId/evaluators/new"
            params={{ projectId }}
            search={{ from: entry.key }}
            aria-label={`${t("evaluation.useIt")} ${entry.name}`}
          >
            {t("evaluation.useIt")}
          </Link>
        </Button>
      )}
    </li>
  );
}
