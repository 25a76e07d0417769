/** One evaluator: edit it into the next version, try it, see what it did, pause it. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useMay, useProject } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import { draftOf, wholeMapping } from "./evaluators/draft";
import { DraftForm, EditorFrame } from "./evaluators/evaluator-editor";
import { evaluatorQuery, useAddVersion, useDeleteEvaluator, usePause, versionsQuery } from "./evaluators/evaluator-queries";
import { TestBench } from "./evaluators/test-bench";
import { ExecutionLog, type LogSearch } from "./executions/execution-log";
import { PausedBadge, pauseWords } from "./marks";
import type { Evaluator, EvaluatorVersion } from "./queries";
import type { EvaluatorTab } from "./tabs";

export interface EvaluatorSearch extends LogSearch {
  tab?: EvaluatorTab;
}

interface EvaluatorPageProps {
  evaluatorId: string;
  search: EvaluatorSearch;
  onSearch: (change: EvaluatorSearch) => void;
  back: ReactNode;
  onGone: () => void;
}

export function EvaluatorPage({ evaluatorId, search, onSearch, back, onGone }: EvaluatorPageProps) {
  const t = useT();
  const project = useProject();
  const found = useQuery(evaluatorQuery(project.id, evaluatorId));
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  if (found.isPending) return <Skeleton className="m-4 h-64" />;
  const { evaluator, latest } = found.data;
  const tab = search.tab ?? "edit";
  return (
    <Page title={evaluator.name} before={back} actions={<Actions projectId={project.id} evaluator={evaluator} onGone={onGone} />}>
      <Tabs
        value={tab}
        onValueChange={(next) => onSearch({ tab: next as EvaluatorTab })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabsList className="px-4">
          <TabsTrigger value="edit">{t("evaluation.evaluator")}</TabsTrigger>
          <TabsTrigger value="executions">{t("evaluation.executions")}</TabsTrigger>
          <TabsTrigger value="versions">{t("evaluation.versions")}</TabsTrigger>
        </TabsList>
        <TabsContent value={tab} className="flex min-h-0 flex-1 flex-col">
          {evaluator.paused_reason && (
            <p className="border-line border-b bg-warning-soft px-4 py-2 text-sm text-warning-text">
              {t("evaluation.pausedBecause", { reason: evaluator.paused_message || pauseWords(t, evaluator.paused_reason) })}
            </p>
          )}
          {tab === "edit" && <Edit key={latest.id} projectId={project.id} evaluator={evaluator} latest={latest} />}
          {tab === "executions" && (
            <ExecutionLog projectId={project.id} of={{ evaluatorId }} search={search} onSearch={onSearch} />
          )}
          {tab === "versions" && <Versions projectId={project.id} evaluatorId={evaluatorId} />}
        </TabsContent>
      </Tabs>
    </Page>
  );
}

function Actions({ projectId, evaluator, onGone }: { projectId: string; evaluator: Evaluator; onGone: () => void }) {
  const t = useT();
  const mayWrite = useMay("evaluators:write");
  const pause = usePause(projectId, evaluator.id);
  const remove = useDeleteEvaluator(projectId, evaluator.id);
  const [asked, setAsked] = useState(false);
  const isPaused = evaluator.paused_reason !== "";
  if (!mayWrite) return <PausedBadge reason={evaluator.paused_reason} message={evaluator.paused_message} />;
  return (
    <>
      <Button busy={pause.isPending} onClick={() => pause.mutate(!isPaused)}>
        {t(isPaused ? "evaluation.resume" : "evaluation.pause")}
      </Button>
      <Button variant="danger" onClick={() => setAsked(true)}>
        {t("actions.delete")}
      </Button>
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t("evaluation.deleteEvaluator", { name: evaluator.name })}
        description={t("evaluation.deleteEvaluatorWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: onGone })}
      />
    </>
  );
}

function Edit({ projectId, evaluator, latest }: { projectId: string; evaluator: Evaluator; latest: EvaluatorVersion }) {
  const t = useT();
  const mayWrite = useMay("evaluators:write");
  const [draft, setDraft] = useState(() => draftOf(evaluator.name, evaluator.description, latest));
  const [errorLine, setErrorLine] = useState(0);
  const [note, setNote] = useState("");
  const add = useAddVersion(projectId, evaluator.id);
  const mapping = wholeMapping(draft.content, draft.mapping);
  const changed =
    JSON.stringify(draft.content) !== JSON.stringify(latest.content) ||
    JSON.stringify(mapping) !== JSON.stringify(latest.mapping);
  return (
    <EditorFrame bench={mayWrite && <TestBench projectId={projectId} draft={draft} onErrorLine={setErrorLine} />}>
      {evaluator.description && <p className="text-pretty text-soft text-sm">{evaluator.description}</p>}
      <DraftForm projectId={projectId} draft={draft} onChange={setDraft} errorLine={errorLine} />
      {mayWrite && (
        <div className="flex flex-wrap items-end gap-2">
          <Field label={t("evaluation.note")} className="min-w-48 flex-1" error={add.isError ? add.error.message : undefined}>
            {(control) => <Input {...control} value={note} onChange={(event) => setNote(event.target.value)} />}
          </Field>
          <Button
            variant="primary"
            disabled={!changed}
            busy={add.isPending}
            onClick={() => add.mutate({ content: draft.content, mapping, note, based_on: latest.version })}
          >
            {t("evaluation.saveVersion", { version: latest.version + 1 })}
          </Button>
        </div>
      )}
    </EditorFrame>
  );
}

function Versions({ projectId, evaluatorId }: { projectId: string; evaluatorId: string }) {
  const t = useT();
  const versions = useQuery(versionsQuery(projectId, evaluatorId));
  if (versions.isError) return <ErrorState error={versions.error} retry={() => versions.refetch()} />;
  if (versions.isPending) return <Skeleton className="m-4 h-40" />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <ol className="mx-auto max-w-4xl divide-y divide-line rounded-lg border border-line bg-surface">
        {versions.data.data.map((version) => (
          <li key={version.id} className="px-4 py-2.5">
            <details>
              <summary className="flex cursor-pointer flex-wrap items-center gap-3">
                <span className="font-medium">{t("evaluation.version", { version: version.version })}</span>
                <span className="min-w-0 flex-1 truncate text-soft text-sm">{version.note}</span>
                <Moment iso={version.created_at} form="ago" className="text-faint text-xs" />
              </summary>
              <pre className="mt-2 max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-2 font-mono text-xs">
                {version.content.kind === "judge"
                  ? version.content.messages.map((message) => `[${message.role}]\n${message.content}`).join("\n\n")
                  : version.content.kind === "code"
                    ? version.content.source
                    : JSON.stringify(version.content, null, 2)}
              </pre>
            </details>
          </li>
        ))}
      </ol>
    </div>
  );
}
