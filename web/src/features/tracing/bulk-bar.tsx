/** What can be done with the selected rows. Actions are about whole traces, also when observations are selected. */
import { Tag, Trash2, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { useDeleteTraces, useTagTraces } from "./queries";

interface BulkBarProps {
  projectId: string;
  traceIds: string[];
  /** How many rows are selected. */
  rows: number;
  onDone: () => void;
}

export function BulkBar({ projectId, traceIds, rows, onDone }: BulkBarProps) {
  const t = useT();
  const mayDelete = useMay("traces:delete");
  const mayWrite = useMay("traces:write");
  const remove = useDeleteTraces(projectId);
  const [asking, setAsking] = useState(false);
  if (rows === 0) return null;
  const confirm = () =>
    remove.mutate(traceIds, {
      onSuccess: () => {
        setAsking(false);
        toast.success(t.count("tracing.deleted", traceIds.length));
        onDone();
      },
    });
  return (
    <div
      role="toolbar"
      aria-label={t("tracing.bulk")}
      className="absolute bottom-4 left-1/2 z-20 flex -translate-x-1/2 animate-appear items-center gap-1 rounded-lg border border-line bg-raised p-1.5 pl-3 shadow-lg"
    >
      <span className="tabular mr-2 whitespace-nowrap text-sm">{t.count("common.selected", rows)}</span>
      {mayWrite && <AddTags projectId={projectId} traceIds={traceIds} onDone={onDone} />}
      {mayDelete && (
        <Button variant="ghost" size="sm" className="text-danger-text" onClick={() => setAsking(true)}>
          <Trash2 aria-hidden />
          {t("common.delete")}
        </Button>
      )}
      <Button variant="ghost" size="icon-sm" aria-label={t("common.clear")} onClick={onDone}>
        <X aria-hidden />
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t.count("tracing.deleteAsk", traceIds.length)}
        description={t("tracing.deleteWhy")}
        action={t("common.delete")}
        busy={remove.isPending}
        onConfirm={confirm}
      />
    </div>
  );
}

function AddTags({ projectId, traceIds, onDone }: Omit<BulkBarProps, "rows">) {
  const t = useT();
  const add = useTagTraces(projectId);
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tags = text.split(",").flatMap((tag) => tag.trim() || []);
    if (tags.length === 0) return;
    add.mutate(
      { traceIds, tags },
      {
        onSuccess: () => {
          toast.success(t.count("tracing.tagged", traceIds.length));
          onDone();
        },
      },
    );
  };
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="sm">
          <Tag aria-hidden />
          {t("tracing.addTags")}
        </Button>
      </PopoverTrigger>
      <PopoverContent side="top" className="p-2">
        <form className="flex gap-2" onSubmit={submit}>
          <Input
            autoFocus
            aria-label={t("tracing.addTags")}
            placeholder={t("tracing.tagsHint")}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" variant="primary" busy={add.isPending}>
            {t("common.add")}
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  );
}
