/** Writes a new evaluator, or the next version of one, beside the test bench that runs it as it stands. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useProject } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import type { Content } from "../queries";
import { ContentForm } from "./content-form";
import { type Draft, EMPTY, newDraft, wholeMapping } from "./draft";
import { libraryQuery, useCreateEvaluator } from "./evaluator-queries";
import { MappingForm } from "./mapping-form";
import { TestBench } from "./test-bench";

interface NewEvaluatorPageProps {
  from: string | undefined;
  back: ReactNode;
  onMade: (id: string) => void;
}

export function NewEvaluatorPage({ from, back, onMade }: NewEvaluatorPageProps) {
  const t = useT();
  const project = useProject();
  const library = useQuery({ ...libraryQuery(project.id, t.locale.startsWith("zh") ? "zh" : "en"), enabled: from !== undefined });
  if (library.isError) return <ErrorState error={library.error} retry={() => library.refetch()} />;
  if (from !== undefined && library.isPending) return <Skeleton className="m-4 h-64" />;
  const entry = library.data?.data.find((one) => one.key === from);
  return <NewEvaluator key={from ?? ""} projectId={project.id} start={newDraft(entry)} back={back} onMade={onMade} />;
}

interface NewEvaluatorProps {
  projectId: string;
  start: Draft;
  back: ReactNode;
  onMade: (id: string) => void;
}

function NewEvaluator({ projectId, start, back, onMade }: NewEvaluatorProps) {
  const t = useT();
  const [draft, setDraft] = useState(start);
  const [errorLine, setErrorLine] = useState(0);
  const create = useCreateEvaluator(projectId);
  const save = () =>
    create.mutate(
      {
        name: draft.name.trim(),
        description: draft.description,
        content: draft.content,
        mapping: wholeMapping(draft.content, draft.mapping),
        note: "",
        library_key: draft.libraryKey,
      },
      { onSuccess: (made) => onMade(made.evaluator.id) },
    );
  const actions = (
    <Button variant="primary" busy={create.isPending} disabled={!draft.name.trim()} onClick={save}>
      {t("evaluation.save")}
    </Button>
  );
  return (
    <Page title={t("evaluation.newEvaluator")} before={back} actions={actions}>
      <EditorFrame bench={<TestBench projectId={projectId} draft={draft} onErrorLine={setErrorLine} />}>
        <Field
          label={t("evaluation.name")}
          hint={t("evaluation.nameHint")}
          error={create.isError ? create.error.message : undefined}
        >
          {(control) => (
            <Input {...control} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
          )}
        </Field>
        <Field label={t("evaluation.description")}>
          {(control) => (
            <Input
              {...control}
              value={draft.description}
              onChange={(event) => setDraft({ ...draft, description: event.target.value })}
            />
          )}
        </Field>
        {!draft.libraryKey && (
          <Segmented
            aria-label={t("evaluation.kind")}
            className="self-start"
            value={draft.content.kind}
            onValueChange={(kind: Content["kind"]) => setDraft({ ...draft, content: EMPTY[kind], mapping: {} })}
            options={(["judge", "code", "check"] as const).map((kind) => ({ value: kind, label: t(`evaluation.${kind}`) }))}
          />
        )}
        <DraftForm projectId={projectId} draft={draft} onChange={setDraft} errorLine={errorLine} />
      </EditorFrame>
    </Page>
  );
}

interface DraftFormProps {
  projectId: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Where the test bench found the code to fail; 0: nowhere. */
  errorLine: number;
}

/** Content and variables, for new and old evaluators alike. */
export function DraftForm({ projectId, draft, onChange, errorLine }: DraftFormProps) {
  return (
    <>
      <ContentForm
        projectId={projectId}
        content={draft.content}
        onChange={(content) => onChange({ ...draft, content })}
        errorLine={errorLine}
      />
      <MappingForm content={draft.content} mapping={draft.mapping} onChange={(mapping) => onChange({ ...draft, mapping })} />
    </>
  );
}

export function EditorFrame({ children, bench }: { children: ReactNode; bench: ReactNode }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <div className="mx-auto grid max-w-6xl gap-6 lg:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">{children}</div>
        <div className="min-w-0 lg:sticky lg:top-0 lg:self-start">{bench}</div>
      </div>
    </div>
  );
}
