/** From a file to items: choose it, see how it is read, say which column is what, start. */
import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatBytes } from "@/lib/format";
import { Refused } from "./dataset-dialog";
import { MappedPreview } from "./mapped-preview";
import { MappingForm } from "./mapping-form";
import { type Mapping, NO_MAPPING, tryFileQuery, uploadQuery, useImportFile, useUpload } from "./queries";

const ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "shift_jis", "euc-kr", "cp1252", "latin-1"];
const DELIMITERS = [",", ";", "\t", "|"];

interface ImportDialogProps {
  projectId: string;
  datasetId: string;
  onClose: () => void;
  onStarted: () => void;
}

export function ImportDialog({ projectId, datasetId, onClose, onStarted }: ImportDialogProps) {
  const t = useT();
  const send = useUpload(projectId);
  const start = useImportFile(projectId, datasetId);
  const [encoding, setEncoding] = useState("");
  const [delimiter, setDelimiter] = useState("");
  const [mapping, setMapping] = useState<Mapping>(NO_MAPPING);
  const uploadId = send.data?.id ?? "";
  const upload = useQuery(uploadQuery(projectId, uploadId, encoding, delimiter));
  const columns = upload.data?.columns.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns mean another file or reading, and a new guess
  useEffect(() => {
    if (upload.data) setMapping(upload.data.mapping);
  }, [columns]);
  const body = { upload_id: uploadId, encoding, delimiter, mapping };
  const tried = useQuery(tryFileQuery(projectId, body));
  const begin = () =>
    start.mutate(body, {
      onSuccess: () => {
        onClose();
        onStarted();
      },
    });
  const error = send.error ?? upload.error ?? start.error ?? tried.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      className="top-[5vh] max-h-[90dvh] w-[min(60rem,calc(100vw-2rem))]"
      title={t("datasets.importFile")}
      description={t("datasets.importWhy")}
      footer={
        <>
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button variant="primary" busy={start.isPending} disabled={!upload.data || mapping.input.length === 0} onClick={begin}>
            {t("datasets.import")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FileDrop busy={send.isPending} onFile={(file) => send.mutate(file)} />
        {error && <Refused error={error} />}
        {uploadId && upload.isPending && <Skeleton className="h-40 w-full" />}
        {upload.data && (
          <>
            <div className="flex flex-wrap items-end gap-4">
              <p className="min-w-0 truncate text-sm">
                {upload.data.file_name} <span className="text-faint text-xs">{formatBytes(upload.data.size_bytes)}</span>
              </p>
              {upload.data.format !== "parquet" && (
                <Field label={t("datasets.encoding")}>
                  {(control) => (
                    <Select
                      id={control.id}
                      value={upload.data.encoding}
                      onValueChange={setEncoding}
                      options={[...new Set([upload.data.encoding, ...ENCODINGS])].map((value) => ({ value, label: value }))}
                    />
                  )}
                </Field>
              )}
              {upload.data.format === "csv" && (
                <Field label={t("datasets.delimiter")}>
                  {(control) => (
                    <Select
                      id={control.id}
                      value={upload.data.delimiter}
                      onValueChange={setDelimiter}
                      options={DELIMITERS.map((value) => ({ value, label: value === "\t" ? "Tab" : value }))}
                    />
                  )}
                </Field>
              )}
            </div>
            <MappingForm columns={upload.data.columns} mapping={mapping} onMapping={setMapping} withIds />
            {tried.data && <MappedPreview rows={tried.data.data} />}
          </>
        )}
      </div>
    </Dialog>
  );
}

function FileDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = useT();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <section
      aria-label={t("datasets.importFile")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "flex flex-wrap items-center gap-3 rounded-lg border border-line-strong border-dashed p-4",
        over && "bg-selected",
      )}
    >
      <FileUp className="size-5 text-faint" aria-hidden />
      <p className="min-w-0 flex-1 text-soft text-sm">{t("datasets.dropFile")}</p>
      <Button busy={busy} onClick={() => chooser.current?.click()}>
        {t("datasets.chooseFile")}
      </Button>
      <input
        ref={chooser}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label={t("datasets.chooseFile")}
        accept=".csv,.tsv,.txt,.jsonl,.ndjson,.parquet"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
        }}
      />
    </section>
  );
}
