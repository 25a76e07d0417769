/** From recorded observations to items of a dataset: one click on a trace, or everything that a filter finds. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { Refused } from "./dataset-dialog";
import { MappedPreview } from "./mapped-preview";
import { MappingForm } from "./mapping-form";
import {
  datasetNamesQuery,
  type Mapping,
  NO_MAPPING,
  type ObservationsWish,
  tryObservationsQuery,
  useCreateDataset,
  useImportObservations,
} from "./queries";

const NEW = " new";
const whole = (column: string) => [{ column, path: "", key: "", reading: "auto" as const }];
// What a person corrected is what is expected; where nobody did, nothing is.
const FIRST: Mapping = { ...NO_MAPPING, input: whole("input"), expected_output: whole("corrected_output") };

export interface ChosenObservations {
  /** The filter grammar; empty: everything in the range. */
  filter: string;
  start: string;
  end: string;
  /** What the filter is about; absent: observations. */
  subject?: "observations" | "traces";
}

interface AddToDatasetProps {
  projectId: string;
  chosen: ChosenObservations;
  onClose: () => void;
}

export function AddToDataset({ projectId, chosen, onClose }: AddToDatasetProps) {
  const t = useT();
  const names = useQuery(datasetNamesQuery(projectId));
  const create = useCreateDataset(projectId);
  const start = useImportObservations(projectId);
  const [datasetId, setDatasetId] = useState("");
  const [newName, setNewName] = useState("");
  const [tags, setTags] = useState("");
  const [mapping, setMapping] = useState<Mapping>(FIRST);
  // Nothing is offered before the names are there: a target that changes under a person's hands is the wrong one.
  const target = datasetId || (names.data ? (names.data[0]?.id ?? NEW) : "");
  const source: Omit<ObservationsWish, "mapping"> = {
    filter: chosen.filter,
    start: chosen.start,
    end: chosen.end,
    observation_ids: [],
    subject: chosen.subject ?? "observations",
  };
  const tried = useQuery(tryObservationsQuery(projectId, { ...source, mapping }));
  const begin = async () => {
    const id = target === NEW ? (await create.mutateAsync({ name: newName.trim() })).id : target;
    const more_tags = tags
      .split(/[,,]/)
      .map((tag) => tag.trim())
      .filter(Boolean);
    await start.mutateAsync({ ...source, datasetId: id, mapping: { ...mapping, more_tags } });
    toast.success(t("datasets.addingStarted"), {
      action: { label: t("actions.open"), onClick: () => window.location.assign(`/projects/${projectId}/datasets/${id}`) },
    });
    onClose();
  };
  const error = create.error ?? start.error ?? tried.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      className="top-[5vh] max-h-[90dvh] w-[min(56rem,calc(100vw-2rem))]"
      title={t("datasets.addTo")}
      footer={
        <>
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button
            variant="primary"
            busy={create.isPending || start.isPending}
            disabled={
              target === "" || mapping.input.length === 0 || (target === NEW && !newName.trim()) || tried.data?.data.length === 0
            }
            onClick={() => begin().catch(() => undefined)}
          >
            {t("actions.add")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-4">
          <Field label={t("datasets.dataset")}>
            {(control) => (
              <Select
                id={control.id}
                className="max-w-80"
                value={target}
                onValueChange={setDatasetId}
                options={[
                  ...(names.data ?? []).map((one) => ({ value: one.id, label: one.name })),
                  { value: NEW, label: t("datasets.new") },
                ]}
              />
            )}
          </Field>
          {target === NEW && (
            <Field label={t("forms.name")}>
              {(control) => <Input {...control} value={newName} onChange={(event) => setNewName(event.target.value)} />}
            </Field>
          )}
          <Field label={t("datasets.tags")} hint={t("datasets.tagsHint")}>
            {(control) => <Input {...control} value={tags} onChange={(event) => setTags(event.target.value)} />}
          </Field>
        </div>
        {tried.data && tried.data.columns.length > 0 && (
          <MappingForm columns={tried.data.columns} mapping={mapping} onMapping={setMapping} withIds={false} />
        )}
        {error && <Refused error={error} />}
        {tried.data && <MappedPreview rows={tried.data.data} />}
      </div>
    </Dialog>
  );
}
