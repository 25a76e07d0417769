/** Making a dataset, or changing its name, description, metadata and schemas. */
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { useT } from "@/i18n";
import { type Dataset, useChangeDataset, useCreateDataset } from "./queries";
import { fromText, objectFromText, toText } from "./values";

interface DatasetDialogProps {
  projectId: string;
  /** Absent: a new one. */
  dataset?: Dataset;
  folder?: string;
  onClose: () => void;
  onSaved?: (dataset: Dataset) => void;
}

export function DatasetDialog({ projectId, dataset, folder, onClose, onSaved }: DatasetDialogProps) {
  const t = useT();
  const create = useCreateDataset(projectId);
  const change = useChangeDataset(projectId, dataset?.id ?? "");
  const saving = dataset ? change : create;
  const [name, setName] = useState(dataset?.name ?? (folder ? `${folder}/` : ""));
  const [description, setDescription] = useState(dataset?.description ?? "");
  const [metadata, setMetadata] = useState(toText(dataset?.metadata));
  const [inputSchema, setInputSchema] = useState(toText(dataset?.input_schema));
  const [outputSchema, setOutputSchema] = useState(toText(dataset?.expected_output_schema));
  const schemas = [objectFromText(inputSchema), objectFromText(outputSchema)];
  const ready = name.trim() !== "" && !schemas.includes(undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body = {
      name: name.trim(),
      description: description.trim() || null,
      metadata: fromText(metadata),
      input_schema: schemas[0],
      expected_output_schema: schemas[1],
    };
    saving.mutate(body, {
      onSuccess: (saved) => {
        onSaved?.(saved);
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={dataset ? t("datasets.edit") : t("datasets.new")}
      footer={
        <>
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button type="submit" form="dataset-form" variant="primary" busy={saving.isPending} disabled={!ready}>
            {dataset ? t("actions.save") : t("actions.create")}
          </Button>
        </>
      }
    >
      <form id="dataset-form" onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("forms.name")} hint={t("datasets.nameHint")}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} autoFocus />}
        </Field>
        <Field label={t("datasets.description")}>
          {(control) => <Input {...control} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        <details open={Boolean(dataset?.input_schema || dataset?.expected_output_schema || dataset?.metadata)}>
          <summary className="cursor-default text-soft text-sm">{t("datasets.schemas")}</summary>
          <div className="mt-3 flex flex-col gap-4">
            <SchemaField label={t("datasets.inputSchema")} text={inputSchema} onText={setInputSchema} />
            <SchemaField label={t("datasets.outputSchema")} text={outputSchema} onText={setOutputSchema} />
            <Field label={t("datasets.metadata")}>
              {(control) => (
                <Textarea
                  {...control}
                  className="font-mono text-xs"
                  value={metadata}
                  onChange={(event) => setMetadata(event.target.value)}
                />
              )}
            </Field>
          </div>
        </details>
        {saving.error && <Refused error={saving.error} />}
      </form>
    </Dialog>
  );
}

function SchemaField({ label, text, onText }: { label: string; text: string; onText: (text: string) => void }) {
  const t = useT();
  const wrong = objectFromText(text) === undefined;
  return (
    <Field label={label} hint={t("datasets.schemaHint")} error={wrong ? t("datasets.notAnObject") : undefined}>
      {(control) => (
        <Textarea {...control} className="font-mono text-xs" value={text} onChange={(event) => onText(event.target.value)} />
      )}
    </Field>
  );
}

/** Why it was refused, with the list where the server gives one. */
export function Refused({ error }: { error: Error }) {
  const t = useT();
  const list =
    error instanceof ApiError && Array.isArray(error.detail) ? error.detail.filter((one) => typeof one === "string") : [];
  return (
    <div role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
      {list.length > 0 ? (
        <>
          <p>{t("datasets.violations")}</p>
          <ul className="mt-1 list-disc pl-4 text-xs">
            {list.map((line) => (
              <li key={line} className="break-words">
                {line}
              </li>
            ))}
          </ul>
        </>
      ) : (
        error.message
      )}
    </div>
  );
}
