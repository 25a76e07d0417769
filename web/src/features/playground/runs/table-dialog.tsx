/** Runs all columns over a table of variable sets: pasted from a spreadsheet, or a CSV, TSV or JSON lines file. */
import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useDeferredValue, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { useVariables } from "../columns/filling-panel";
import { placeholdersOf } from "../draft";
import { type Column, type RunLine, readTable, type Table } from "../queries";
import { useStartTable } from "./run-queries";

const LARGEST_BYTES = 10_000_000;
const SHOWN_ROWS = 5;

interface TableDialogProps {
  projectId: string;
  sessionId: string;
  columns: Column[];
  flush: () => Promise<boolean>;
  onStarted: (run: RunLine) => void;
  onClose: () => void;
}

export function TableDialog({ projectId, sessionId, columns, flush, onStarted, onClose }: TableDialogProps) {
  const t = useT();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState("");
  const chooser = useRef<HTMLInputElement>(null);
  const settled = useDeferredValue(text);
  const start = useStartTable(projectId, sessionId);
  const read = useQuery({
    queryKey: ["project", projectId, "playground", "table", settled],
    enabled: settled.trim() !== "",
    retry: false,
    gcTime: 0,
    queryFn: () => readTable(projectId, settled),
  });
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_BYTES) return setProblem(t("playground.fileTooLarge"));
    setProblem("");
    setText(await file.text());
    setName((now) => now || file.name.replace(/\.[^.]+$/, ""));
  };
  const table = text.trim() === "" ? undefined : read.data;
  const submit = async () => {
    if (!table || !(await flush())) return;
    start.mutate({ rows: table.rows, text: "", column_ids: [], name: name.trim() }, { onSuccess: onStarted });
  };
  const calls = (table?.rows.length ?? 0) * columns.length;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("playground.runTable")}
      description={t("playground.runTableWhy")}
      className="w-[min(48rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button variant="primary" busy={start.isPending} disabled={!table || read.isFetching} onClick={() => void submit()}>
            {table ? t.count("playground.startCalls", calls) : t("playground.start")}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop a file; the button below is the keyboard's way */}
      <div
        className="flex flex-col gap-3"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Field label={t("playground.table")} hint={t("playground.tableHint")} error={problem || read.error?.message}>
          {(control) => (
            <Textarea
              {...control}
              autoFocus
              spellCheck={false}
              className={cn("h-40 font-mono text-xs", over && "border-accent")}
              placeholder={"question\tcity\nWhat is the weather?\tBerlin"}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-end gap-2">
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label={t("playground.chooseFile")}
            accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json"
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
          <Button onClick={() => chooser.current?.click()}>
            <FileUp aria-hidden />
            {t("playground.chooseFile")}
          </Button>
          <Field label={t("playground.runName")} className="min-w-40 flex-1">
            {(control) => <Input {...control} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
        </div>
        {table && <Preview projectId={projectId} table={table} columns={columns} />}
        <Problem>{start.error?.message}</Problem>
      </div>
    </Dialog>
  );
}

function Preview({ projectId, table, columns }: { projectId: string; table: Table; columns: Column[] }) {
  const t = useT();
  const variables = useVariables(projectId, columns).names;
  const wanted = [...variables, ...placeholdersOf(columns)];
  const missing = wanted.filter((name) => !table.names.includes(name));
  return (
    <section aria-label={t("playground.preview")} className="flex flex-col gap-2">
      <p className="text-soft text-xs">
        {t.count("playground.rows", table.rows.length)} · {table.format.toUpperCase()}
      </p>
      <div className="overflow-x-auto rounded-md border border-line">
        <table className="w-full text-xs">
          <thead className="bg-sunken text-left">
            <tr>
              {table.names.map((name) => (
                <th key={name} scope="col" className="whitespace-nowrap px-2 py-1 font-medium">
                  <code>{name}</code>{" "}
                  {wanted.includes(name) ? (
                    <Badge tone="success">{t("playground.used")}</Badge>
                  ) : (
                    <Badge>{t("playground.unused")}</Badge>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, SHOWN_ROWS).map((row, index) => (
              <tr key={index} className="border-line border-t">
                {table.names.map((name) => (
                  <td key={name} className="max-w-60 truncate px-2 py-1">
                    {cellText(row[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.rows.length > SHOWN_ROWS && (
        <p className="text-faint text-xs">{t.count("playground.moreRows", table.rows.length - SHOWN_ROWS)}</p>
      )}
      {missing.length > 0 && (
        <p className="text-warning-text text-xs">{t("playground.missing", { names: missing.join(", ") })}</p>
      )}
    </section>
  );
}

export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
