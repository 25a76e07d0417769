/** A copy of a dataset under another name. */
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { Refused } from "./dataset-dialog";
import { type Dataset, useDuplicateDataset } from "./queries";

interface DuplicateDialogProps {
  projectId: string;
  dataset: Dataset;
  onClose: () => void;
  onMade: (dataset: Dataset) => void;
}

export function DuplicateDialog({ projectId, dataset, onClose, onMade }: DuplicateDialogProps) {
  const t = useT();
  const duplicate = useDuplicateDataset(projectId, dataset.id);
  const [name, setName] = useState(t("datasets.copyOf", { name: dataset.name }));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("datasets.duplicate")}
      footer={
        <>
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button
            variant="primary"
            busy={duplicate.isPending}
            disabled={!name.trim()}
            onClick={() =>
              duplicate.mutate(name.trim(), {
                onSuccess: (made) => {
                  onClose();
                  onMade(made);
                },
              })
            }
          >
            {t("datasets.duplicate")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t("forms.name")}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} autoFocus />}
        </Field>
        {duplicate.error && <Refused error={duplicate.error} />}
      </div>
    </Dialog>
  );
}
