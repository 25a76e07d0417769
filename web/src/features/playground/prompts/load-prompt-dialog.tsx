/** Puts a stored prompt version into a column: found by name or content, any of its versions. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "@/components/error-state";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import type { VersionOut } from "../queries";
import { fetchVersion, promptByNameQuery, promptSearchQuery } from "./prompt-queries";

interface LoadPromptDialogProps {
  projectId: string;
  letter: string;
  onLoad: (version: VersionOut) => void;
  onClose: () => void;
}

export function LoadPromptDialog({ projectId, letter, onLoad, onClose }: LoadPromptDialogProps) {
  const t = useT();
  const [words, setWords] = useState("");
  const [name, setName] = useState("");
  const found = useQuery(promptSearchQuery(projectId, words.trim()));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("playground.loadInto", { letter })}>
      <Input
        autoFocus
        aria-label={t("playground.searchPrompts")}
        placeholder={t("playground.searchPrompts")}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setName("");
        }}
      />
      <div className="mt-3 max-h-[50dvh] overflow-y-auto">
        {found.isPending && <Skeleton className="h-32 w-full" />}
        {found.isError && <ErrorState error={found.error} retry={() => found.refetch()} />}
        {found.data?.data.length === 0 && <p className="py-6 text-center text-faint text-sm">{t("playground.noPrompts")}</p>}
        <ul className="flex flex-col gap-1">
          {found.data?.data.map((prompt) => (
            <li key={prompt.id} className="rounded-md border border-line">
              <button
                type="button"
                aria-expanded={prompt.name === name}
                className="flex w-full items-center gap-2 px-3 py-2 text-left text-sm hover:bg-hover"
                onClick={() => setName(prompt.name === name ? "" : prompt.name)}
              >
                <span className="min-w-0 truncate font-medium">{prompt.name}</span>
                <Badge className="ml-auto">{prompt.type}</Badge>
              </button>
              {prompt.name === name && <Versions projectId={projectId} name={name} onLoad={onLoad} />}
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Versions({ projectId, name, onLoad }: { projectId: string; name: string; onLoad: (version: VersionOut) => void }) {
  const t = useT();
  const found = useQuery(promptByNameQuery(projectId, name));
  const load = useMutation({
    mutationFn: (version: number) => fetchVersion(projectId, found.data?.id ?? "", version),
    onSuccess: onLoad,
  });
  if (!found.data) return <Skeleton className="m-2 h-16" />;
  return (
    <ul className="border-line border-t p-1">
      {found.data.versions.map((one) => (
        <li key={one.version} className="flex items-center gap-2 px-2 py-1 text-sm">
          <span className="tabular w-8 text-faint">v{one.version}</span>
          {one.labels.map((label) => (
            <Badge key={label} tone={label === "production" ? "success" : "neutral"}>
              {label}
            </Badge>
          ))}
          <span className="min-w-0 flex-1 truncate text-faint text-xs">{one.commit_message}</span>
          <Button
            size="sm"
            busy={load.isPending && load.variables === one.version}
            aria-label={t("playground.loadVersion", { name, version: one.version })}
            onClick={() => load.mutate(one.version)}
          >
            {t("playground.load")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
