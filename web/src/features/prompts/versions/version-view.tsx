/** One version to be read: labels, content with variables and references, config, and who refers to the prompt. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type Comment, commentsQuery } from "../comments/comment-queries";
import { CommentedLines } from "../comments/commented-lines";
import { VersionComments } from "../comments/comments";
import { type Analysis, type PromptDetail, useDeleteVersion, useRestore, versionQuery } from "../queries";
import { writeConfig } from "./content";
import { LabelEditor } from "./label-editor";
import { ContentView } from "./version-text";

interface VersionViewProps {
  projectId: string;
  prompt: PromptDetail;
  version: number;
  onRestored: (version: number) => void;
}

export function VersionView({ projectId, prompt, version, onRestored }: VersionViewProps) {
  const t = useT();
  const found = useQuery(versionQuery(projectId, prompt.id, version));
  const mayWrite = useMay("prompts:write");
  const restore = useRestore(projectId, prompt.id);
  const nameOf = usePersonName(projectId);
  const said = useQuery(commentsQuery(projectId, prompt.id, version));
  const mayComment = useMay("comments:write");
  if (found.isPending) return <Skeleton className="h-64 w-full" />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const { version: shown, analysis } = found.data;
  const newest = prompt.versions[0]?.version;
  const lines = { projectId, promptId: prompt.id, comments: said.data?.data ?? [], mayComment };
  return (
    <div className="max-w-4xl">
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <h2 className="font-semibold text-base">{t("prompts.versionNumber", { version: shown.version })}</h2>
        <LabelEditor projectId={projectId} prompt={prompt} version={shown.version} mayWrite={mayWrite} />
        {mayWrite && shown.version !== newest && (
          <Button
            size="sm"
            className="ml-auto"
            busy={restore.isPending}
            onClick={() =>
              restore.mutate(shown.version, {
                onSuccess: (made) => {
                  toast.success(t("prompts.restored", { version: made.version }));
                  onRestored(made.version);
                },
              })
            }
          >
            <RotateCcw aria-hidden />
            {t("prompts.restore")}
          </Button>
        )}
        {mayWrite && prompt.versions.length > 1 && (
          <DeleteVersion projectId={projectId} promptId={prompt.id} version={shown.version} />
        )}
        <p className="basis-full text-faint text-xs">
          {nameOf(shown.created_by)} · <Moment iso={shown.created_at} />
          {shown.commit_message ? ` · ${shown.commit_message}` : ""}
        </p>
      </div>
      <ContentView version={shown} analysis={analysis} {...lines} />
      <ConfigView config={shown.config} version={shown.version} {...lines} />
      <References projectId={projectId} prompt={prompt} analysis={analysis} />
      <VersionComments projectId={projectId} promptId={prompt.id} version={shown.version} comments={lines.comments} />
    </div>
  );
}

function DeleteVersion({ projectId, promptId, version }: { projectId: string; promptId: string; version: number }) {
  const t = useT();
  const remove = useDeleteVersion(projectId, promptId);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="icon-sm" variant="ghost" aria-label={t("prompts.deleteVersion")} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("prompts.deleteVersionAsk", { version })}
        description={t("prompts.deleteVersionWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(version, { onSettled: () => setAsking(false) })}
      />
    </>
  );
}

interface ConfigViewProps {
  projectId: string;
  promptId: string;
  version: number;
  config: unknown;
  comments: Comment[];
  mayComment: boolean;
}

function ConfigView({ config, ...lines }: ConfigViewProps) {
  const t = useT();
  const text = writeConfig(config);
  return (
    <section className="mb-6">
      <h3 className="mb-1.5 font-medium text-sm">{t("prompts.config")}</h3>
      {text === "" ? (
        <p className="text-faint text-sm">{t("prompts.noConfig")}</p>
      ) : (
        <div className="overflow-x-auto rounded-md border border-line bg-surface py-2 pr-3 pl-1">
          <CommentedLines {...lines} text={text} place={{ part: "config", messageIndex: null }} />
        </div>
      )}
    </section>
  );
}

function References({ projectId, prompt, analysis }: { projectId: string; prompt: PromptDetail; analysis: Analysis }) {
  const t = useT();
  if (analysis.references.length + prompt.dependents.length === 0) return null;
  return (
    <section className="mb-6">
      <h3 className="mb-1.5 font-medium text-sm">{t("prompts.references")}</h3>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface text-sm">
        {analysis.references.map((one) => (
          <li key={one.tag} className="flex flex-wrap items-center gap-2 px-3 py-2">
            <span className="text-faint text-xs">{t("prompts.refersTo")}</span>
            <PromptName projectId={projectId} name={one.name} />
            <Badge>{one.label ?? `v${one.version}`}</Badge>
            {one.error ? (
              <Badge tone="danger">{one.error}</Badge>
            ) : (
              one.label && <span className="tabular text-faint text-xs">v{one.resolved_version}</span>
            )}
          </li>
        ))}
        {prompt.dependents.map((one) => (
          <li key={`${one.name} ${one.version}`} className="flex flex-wrap items-center gap-2 px-3 py-2">
            <span className="text-faint text-xs">{t("prompts.referredBy")}</span>
            <PromptName projectId={projectId} name={one.name} />
            <Badge>v{one.version}</Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PromptName({ projectId, name }: { projectId: string; name: string }) {
  return (
    <Link
      to="/projects/$projectId/prompts"
      params={{ projectId }}
      search={{ q: name }}
      className="text-accent-text hover:underline"
    >
      {name}
    </Link>
  );
}
