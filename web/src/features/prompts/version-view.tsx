/** One version to be read: labels, content with variables and references, config, and who refers to the prompt. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { MarkedText } from "@/components/prompt-text/marked-text";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type PromptContent, readContent, writeConfig } from "./content";
import { LabelEditor } from "./label-editor";
import { type Analysis, type PromptDetail, useRestore, type VersionOut, versionQuery } from "./queries";
import { FoundNames } from "./version-form";

const ROLE_STYLE: Record<string, string> = {
  system: "border-l-grey",
  developer: "border-l-grey",
  user: "border-l-blue",
  assistant: "border-l-violet",
  tool: "border-l-orange",
};

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
  if (found.isPending) return <Skeleton className="h-64 w-full" />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const { version: shown, analysis } = found.data;
  const newest = prompt.versions[0]?.version;
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
        <p className="basis-full text-faint text-xs">
          {nameOf(shown.created_by)} · <Moment iso={shown.created_at} />
          {shown.commit_message ? ` · ${shown.commit_message}` : ""}
        </p>
      </div>
      <ContentView version={shown} analysis={analysis} />
      <ConfigView config={shown.config} />
      <References projectId={projectId} prompt={prompt} analysis={analysis} />
    </div>
  );
}

function ContentView({ version, analysis }: { version: VersionOut; analysis: Analysis }) {
  const t = useT();
  const [resolved, setResolved] = useState(false);
  const composed = analysis.references.length > 0 && analysis.resolved !== null;
  const content = readContent(version.type, composed && resolved ? analysis.resolved : version.prompt);
  return (
    <section className="mb-6">
      <div className="mb-1.5 flex items-center gap-2">
        <h3 className="font-medium text-sm">{t("prompts.content")}</h3>
        {composed && (
          <Segmented
            aria-label={t("prompts.references")}
            value={resolved ? "resolved" : "written"}
            onValueChange={(value) => setResolved(value === "resolved")}
            options={[
              { value: "written", label: t("prompts.asWritten") },
              { value: "resolved", label: t("prompts.asServed") },
            ]}
          />
        )}
        <CopyButton className="ml-auto" text={textOf(content)} label={t("prompts.copyContent")} />
      </div>
      <ContentText content={content} />
      <FoundNames content={content} />
      {analysis.malformed_variables.length > 0 && (
        <p role="status" className="mt-2 rounded-md bg-warning-soft px-3 py-1.5 text-warning-text text-xs">
          {t("prompts.malformed", { names: analysis.malformed_variables.join(", ") })}
        </p>
      )}
      {analysis.error && (
        <p role="alert" className="mt-2 rounded-md bg-danger-soft px-3 py-1.5 text-danger-text text-xs">
          {analysis.error}
        </p>
      )}
    </section>
  );
}

function textOf(content: PromptContent): string {
  if (content.type === "text") return content.text;
  return content.messages.map((one) => (one.kind === "message" ? `${one.role}: ${one.content}` : `[${one.name}]`)).join("\n\n");
}

function ContentText({ content }: { content: PromptContent }) {
  const t = useT();
  const letters = "whitespace-pre-wrap break-words font-mono text-xs leading-5";
  if (content.type === "text") {
    return (
      <div className={`rounded-md border border-line bg-surface px-3 py-2 ${letters}`}>
        <MarkedText text={content.text} />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {content.messages.map((message, index) =>
        message.kind === "message" ? (
          <div
            key={index}
            className={`rounded-md border border-line border-l-2 bg-surface px-3 py-2 ${ROLE_STYLE[message.role] ?? "border-l-teal"}`}
          >
            <p className="mb-1 font-medium text-soft text-xs">{message.role}</p>
            <div className={letters}>
              <MarkedText text={message.content} />
            </div>
          </div>
        ) : (
          <div key={index} className="rounded-md border border-line-strong border-dashed px-3 py-2 text-soft text-xs">
            {t("prompts.placeholder")} <code className="font-mono text-accent-text">{message.name}</code>
          </div>
        ),
      )}
    </div>
  );
}

function ConfigView({ config }: { config: unknown }) {
  const t = useT();
  const text = writeConfig(config);
  return (
    <section className="mb-6">
      <h3 className="mb-1.5 font-medium text-sm">{t("prompts.config")}</h3>
      {text === "" ? (
        <p className="text-faint text-sm">{t("prompts.noConfig")}</p>
      ) : (
        <pre className="overflow-x-auto rounded-md border border-line bg-surface px-3 py-2 font-mono text-xs leading-5">
          {text}
        </pre>
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
