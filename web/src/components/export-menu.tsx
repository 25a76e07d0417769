/** Downloads every row that the search finds, with how far it has come and a way to stop. */
import { Download, X } from "lucide-react";
import { useRef, useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from "@/components/ui/menu";
import { Progress } from "@/components/ui/progress";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatBytes } from "@/lib/format";
import { saveFile } from "@/lib/save-file";

const FORMATS = ["csv", "jsonl", "parquet"] as const;
const LABELS = { csv: "CSV", jsonl: "JSONL", parquet: "Parquet" };
type Format = (typeof FORMATS)[number];

interface ExportMenuProps {
  /** What the rows are; the file is called like that. */
  name: string;
  /** The route of the project that writes them. */
  path: string;
  request: { projectId: string; filter: string; from: string; to: string };
  total?: number;
}

export function ExportMenu({ name, path, request, total }: ExportMenuProps) {
  const t = useT();
  const may = useMay("exports:read");
  const [bytes, setBytes] = useState<number | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const stop = useRef<AbortController>(null);
  const run = async (format: Format) => {
    stop.current = new AbortController();
    setBytes(0);
    setShare(null);
    try {
      const query = new URLSearchParams({ format, filter: request.filter, from: request.from, to: request.to });
      const answer = await fetch(`/api/v1/projects/${request.projectId}/${path}?${query}`, {
        signal: stop.current.signal,
      });
      if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
      const parts = await readAll(answer.body, (read, rows) => {
        setBytes(read);
        // Rows are counted by their line ends, which only the line formats have.
        if (format !== "parquet" && total) setShare(Math.min(1, rows / total));
      });
      saveFile(`${name}.${format}`, new Blob(parts));
    } catch (error) {
      if (!(error instanceof DOMException)) toast.error(t("tracing.exportFailed"), { description: String(error) });
    } finally {
      setBytes(null);
    }
  };
  if (!may) return null;
  if (bytes !== null) {
    return (
      <div className="flex h-8 w-40 items-center gap-2">
        <Progress value={share} label={t("tracing.exporting")} />
        <span className="tabular shrink-0 text-faint text-xs">{formatBytes(bytes)}</span>
        <Button variant="ghost" size="icon-xs" aria-label={t("actions.cancel")} onClick={() => stop.current?.abort()}>
          <X aria-hidden />
        </Button>
      </div>
    );
  }
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="icon" aria-label={t("tracing.export")}>
          <Download aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>{total === undefined ? t("tracing.export") : t.count("tracing.exportRows", total)}</MenuLabel>
        {FORMATS.map((format) => (
          <MenuItem key={format} onSelect={() => void run(format)}>
            {LABELS[format]}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

const NEW_LINE = 10;

async function readAll(body: ReadableStream<Uint8Array>, progress: (bytes: number, rows: number) => void): Promise<BlobPart[]> {
  const parts: BlobPart[] = [];
  let bytes = 0;
  let rows = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts;
    parts.push(value as Uint8Array<ArrayBuffer>);
    bytes += value.length;
    for (const byte of value) if (byte === NEW_LINE) rows += 1;
    progress(bytes, rows);
  }
}
