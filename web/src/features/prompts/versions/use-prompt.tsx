/** "Use this prompt": code that fetches and fills it, by label or by version. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { type PromptDetail, versionQuery } from "../queries";
import { placeholdersIn, readContent, variablesIn } from "./content";
import { PROMPT_SNIPPETS } from "./snippets";

const FIXED = "#version";

export function UsePrompt({ projectId, prompt, version }: { projectId: string; prompt: PromptDetail; version: number }) {
  const t = useT();
  const [id, setId] = useState("python");
  const [by, setBy] = useState("production" in prompt.labels ? "production" : "latest");
  const shownVersion = by === FIXED ? version : (prompt.labels[by] ?? version);
  const found = useQuery(versionQuery(projectId, prompt.id, shownVersion));
  const snippet = PROMPT_SNIPPETS.find((one) => one.id === id);
  if (!snippet || !found.data) return <Skeleton className="h-64 w-full" />;
  const content = readContent(prompt.type, found.data.version.prompt);
  const code = snippet.code({
    name: prompt.name,
    type: prompt.type,
    label: by === FIXED ? null : by,
    version: shownVersion,
    variables: variablesIn(content),
    placeholders: placeholdersIn(content),
  });
  const labels = [...new Set(["latest", ...Object.keys(prompt.labels)])].sort();
  return (
    <div className="max-w-4xl">
      <p className="mb-3 text-pretty text-soft text-sm">{t("prompts.useWhy")}</p>
      <div className="mb-3 flex flex-wrap gap-2">
        <Segmented
          aria-label={t("prompts.language")}
          value={id}
          onValueChange={setId}
          options={PROMPT_SNIPPETS.map((one) => ({ value: one.id, label: one.label }))}
        />
        <Select
          aria-label={t("prompts.fetchBy")}
          value={by}
          onValueChange={setBy}
          options={[
            ...labels.map((label) => ({ value: label, label })),
            { value: FIXED, label: t("prompts.fixedVersion", { version }) },
          ]}
        />
      </div>
      <div className="relative">
        <CopyButton text={code} className="absolute top-1.5 right-1.5" />
        <pre className="overflow-x-auto rounded-md border border-line bg-surface px-3 py-2.5 font-mono text-xs leading-5">
          {code}
        </pre>
      </div>
    </div>
  );
}
