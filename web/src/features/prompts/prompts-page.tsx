/** All prompts of a project: by folder, or flat when something is searched for. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileText, MessagesSquare, Plus, SquarePen, X } from "lucide-react";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { FolderTable, SearchField } from "@/components/folders";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import "@/i18n/late/prompts";
import { formatCompact, formatCost, formatDuration, formatNumber, formatPercent } from "@/lib/format";
import { LabelBadge } from "./label-badge";
import { type PromptLine, type PromptSearch, type PromptUse, promptsQuery, usageQuery } from "./queries";
import { FolderMenu } from "./transfer/folder-menu";
import { splitName } from "./versions/content";

const USAGE_DAYS = 7;

interface PromptsPageProps {
  search: PromptSearch;
  onChange: (search: Partial<PromptSearch>) => void;
}

export function PromptsPage({ search, onChange }: PromptsPageProps) {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("prompts:write");
  const create = mayWrite && (
    <Button asChild variant="primary">
      <Link to="/projects/$projectId/prompts/new" params={{ projectId: project.id }} search={{ folder: search.folder }}>
        <Plus className="size-4" aria-hidden />
        {t("prompts.new")}
      </Link>
    </Button>
  );
  const actions = (
    <>
      {create}
      <FolderMenu projectId={project.id} folder={search.folder} mayWrite={mayWrite} onOpen={(folder) => onChange({ folder })} />
    </>
  );
  return (
    <Page title={t("prompts.prompts")} actions={actions}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto max-w-6xl">
          <SearchLine search={search} onChange={onChange} />
          <PromptList key={project.id} projectId={project.id} search={search} onChange={onChange} create={create} />
        </div>
      </div>
    </Page>
  );
}

function SearchLine({ search, onChange }: PromptsPageProps) {
  const t = useT();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField label={t("prompts.search")} value={search.q} onSearch={(q) => onChange({ q })} />
      {(["label", "tag"] as const).map(
        (name) =>
          search[name] && (
            <Button key={name} size="sm" onClick={() => onChange({ [name]: undefined })}>
              {t(`prompts.${name}`)}: {search[name]}
              <X aria-label={t("actions.remove")} />
            </Button>
          ),
      )}
    </div>
  );
}

interface PromptListProps extends PromptsPageProps {
  projectId: string;
  create: React.ReactNode;
}

function PromptList({ projectId, search, onChange, create }: PromptListProps) {
  const t = useT();
  const pages = useInfiniteQuery(promptsQuery(projectId, search));
  const flat = Boolean(search.q || search.label || search.tag);
  const prompts = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const folders = pages.data?.pages.flatMap((page) => page.folders) ?? [];
  const names = prompts.slice(0, 200).map((prompt) => prompt.name);
  const usage = useQuery(usageQuery(projectId, names, USAGE_DAYS));
  const uses = new Map(usage.data?.data.map((use) => [use.name, use]));
  if (pages.isPending) return <Skeleton className="h-64 w-full" />;
  if (pages.isError) return <ErrorState error={pages.error} retry={() => pages.refetch()} />;
  return (
    <>
      <FolderTable
        folder={search.folder}
        top={t("prompts.allPrompts")}
        onOpen={(folder) => onChange({ folder })}
        flat={flat}
        folders={folders.map(({ path, prompts: inside }) => ({ path, count: t.count("prompts.count", inside) }))}
        empty={
          <EmptyState icon={SquarePen} title={t("prompts.none")} action={create}>
            {t("prompts.noneWhy")}
          </EmptyState>
        }
        headings={[
          { text: t("prompts.labels"), className: "w-56 max-lg:hidden" },
          { text: t("prompts.calls7d"), className: "w-20 text-right max-md:hidden" },
          { text: t("prompts.errors"), className: "w-20 text-right max-md:hidden" },
          { text: t("prompts.median"), className: "w-20 text-right max-md:hidden" },
          { text: t("prompts.cost"), className: "w-20 text-right max-md:hidden" },
          { text: t("prompts.quality"), className: "w-32 text-right max-lg:hidden" },
          { text: t("prompts.changed"), className: "w-32 text-right max-sm:w-28" },
        ]}
        rows={prompts.map((prompt) => (
          <PromptRow
            key={prompt.id}
            projectId={projectId}
            prompt={prompt}
            use={uses.get(prompt.name)}
            flat={flat}
            onChange={onChange}
          />
        ))}
      />
      <LoadMore pages={pages} className="mt-3" />
    </>
  );
}

interface PromptRowProps {
  projectId: string;
  prompt: PromptLine;
  use: PromptUse | undefined;
  flat: boolean;
  onChange: PromptsPageProps["onChange"];
}

function PromptRow({ projectId, prompt, use, flat, onChange }: PromptRowProps) {
  const t = useT();
  const Icon = prompt.type === "chat" ? MessagesSquare : FileText;
  const labels = Object.entries(prompt.labels).sort(([left], [right]) => left.localeCompare(right));
  const chips = labels.map(([label, version]) => (
    <button type="button" key={label} className="max-w-full" onClick={() => onChange({ label })}>
      <LabelBadge label={label} version={version} />
    </button>
  ));
  return (
    <tr className="align-top hover:bg-hover">
      <td className="px-4 py-2.5">
        <div className="flex items-start gap-2.5">
          <Icon className="mt-0.5 size-4 shrink-0 text-faint" aria-label={t(`prompts.type_${prompt.type}`)} />
          <div className="min-w-0 flex-1">
            <Link
              to="/projects/$projectId/prompts/$promptId"
              params={{ projectId, promptId: prompt.id }}
              className="block truncate font-medium hover:underline"
            >
              {flat ? prompt.name : splitName(prompt.name).last}
            </Link>
            <p className="truncate text-faint text-xs">
              v{prompt.last_version}
              {prompt.last_commit_message ? ` · ${prompt.last_commit_message}` : ""}
            </p>
            <div className="mt-1 flex flex-wrap gap-1 lg:hidden">{chips}</div>
            {prompt.tags.length > 0 && (
              <div className="mt-1 flex flex-wrap gap-1">
                {prompt.tags.map((tag) => (
                  <button type="button" key={tag} onClick={() => onChange({ tag })}>
                    <Badge>{tag}</Badge>
                  </button>
                ))}
              </div>
            )}
          </div>
        </div>
      </td>
      <td className="px-2 py-2.5 max-lg:hidden">
        <div className="flex flex-wrap gap-1">{chips}</div>
      </td>
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">{use ? formatCompact(use.calls, t.locale) : "–"}</td>
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">
        {use ? formatPercent(use.errors / use.calls, t.locale) : "–"}
      </td>
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">{formatDuration(use?.latency_median_ms)}</td>
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">{formatCost(use?.cost_total, t.locale)}</td>
      <td className="tabular px-2 py-2.5 text-right text-xs max-lg:hidden">
        {use?.scores.length
          ? use.scores.map((score) => (
              <span key={score.name} className="block truncate" title={t.count("prompts.scored", score.count)}>
                <span className="text-faint">{score.name}</span> {formatNumber(score.mean, t.locale, 2)}
              </span>
            ))
          : "–"}
      </td>
      <td className="px-4 py-2.5 text-right text-soft text-xs">
        <Moment iso={prompt.last_version_created_at} form="ago" />
      </td>
    </tr>
  );
}
