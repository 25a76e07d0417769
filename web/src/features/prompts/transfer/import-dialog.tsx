/** Brings prompts in from a file that the export made. */
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Problem } from "@/components/ui/problem";
import { useT } from "@/i18n";
import { readExport } from "./read-export";
import { type Exported, useImport } from "./transfer-queries";

export function ImportDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const t = useT();
  const bring = useImport(projectId);
  const [document, setDocument] = useState<Exported | "malformed" | null>(null);
  const [addVersions, setAddVersions] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (document !== null && document !== "malformed") bring.mutate({ document, addVersions });
  };
  if (bring.data) {
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()} title={t("prompts.imported")}>
        <dl className="flex flex-col gap-2 text-sm">
          {(["created", "extended", "skipped"] as const).map((kind) => (
            <div key={kind}>
              <dt className="font-medium">
                {t(`prompts.import_${kind}`)}: {bring.data[kind].length}
              </dt>
              <dd className="text-soft text-xs">{bring.data[kind].slice(0, 20).join(", ")}</dd>
            </div>
          ))}
        </dl>
        <div className="mt-4 flex justify-end">
          <Button variant="primary" onClick={onClose}>
            {t("actions.done")}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("prompts.import")} description={t("prompts.importWhy")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("prompts.file")} error={document === "malformed" ? t("prompts.noExport") : undefined}>
          {(control) => (
            <input
              {...control}
              type="file"
              accept="application/json,.json"
              className="text-sm file:mr-3 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:py-1.5 file:text-sm"
              onChange={async (event) => {
                const file = event.target.files?.[0];
                setDocument(file ? readExport(await file.text()) : null);
              }}
            />
          )}
        </Field>
        {document !== null && document !== "malformed" && (
          <p className="text-soft text-sm">{t.count("prompts.count", document.prompts.length)}</p>
        )}
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name */}
        <label className="flex items-center gap-2 text-sm">
          <Checkbox checked={addVersions} onCheckedChange={(on) => setAddVersions(on === true)} />
          {t("prompts.addVersions")}
        </label>
        <Problem>{bring.error?.message}</Problem>
        <Button
          type="submit"
          variant="primary"
          className="self-end"
          busy={bring.isPending}
          disabled={document === null || document === "malformed"}
        >
          {t("prompts.import")}
        </Button>
      </form>
    </Dialog>
  );
}
