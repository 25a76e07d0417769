/** Tags for chosen traces, or for all that match. */
import { Tag } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";

import { useTagMatching, useTagTraces } from "./bulk-queries";
import { type BulkActionProps, tracesOf } from "./bulk-target";

export function AddTags({ projectId, target, onDone, onStarted }: BulkActionProps) {
  const t = useT();
  const may = useMay("traces:write");
  const add = useTagTraces(projectId);
  const addAll = useTagMatching(projectId);
  const [text, setText] = useState("");
  if (!may) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tags = text.split(",").flatMap((tag) => tag.trim() || []);
    if (tags.length === 0) return;
    if (target.kind === "matching") {
      addAll.mutate({ target, tags }, { onSuccess: (job) => onStarted(job.id) });
      return;
    }
    const traceIds = tracesOf(target.places);
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
          <Button type="submit" variant="primary" busy={add.isPending || addAll.isPending}>
            {t("actions.add")}
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  );
}
