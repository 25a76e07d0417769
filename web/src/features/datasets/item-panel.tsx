/** One item: read, written, archived; and what it said before. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePersonName } from "@/api/people";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { useT } from "@/i18n";
import { Refused } from "./dataset-dialog";
import { type DatasetItem, itemVersionsQuery, useChangeItem, useCreateItem } from "./queries";
import { fromText, oneLine, toText } from "./values";

interface ItemPanelProps {
  projectId: string;
  datasetId: string;
  /** Absent: a new one. */
  item?: DatasetItem;
  readOnly: boolean;
  onClose: () => void;
}

export function ItemPanel({ projectId, datasetId, item, readOnly, onClose }: ItemPanelProps) {
  const t = useT();
  const create = useCreateItem(projectId, datasetId);
  const change = useChangeItem(projectId, datasetId, item?.id ?? "");
  const saving = item ? change : create;
  const [input, setInput] = useState(toText(item?.input));
  const [expected, setExpected] = useState(toText(item?.expected_output));
  const [metadata, setMetadata] = useState(toText(item?.metadata));
  const [tags, setTags] = useState(item?.tags.join(", ") ?? "");
  const save = () => {
    const body = {
      input: fromText(input),
      expected_output: fromText(expected),
      metadata: fromText(metadata),
      tags: tags
        .split(/[,,]/)
        .map((tag) => tag.trim())
        .filter(Boolean),
    };
    if (item) change.mutate(body, { onSuccess: onClose });
    else create.mutate({ ...body, status: "ACTIVE" }, { onSuccess: onClose });
  };
  const fields = [
    { label: t("datasets.input"), text: input, onText: setInput, rows: 7 },
    { label: t("datasets.expected"), text: expected, onText: setExpected, rows: 6 },
    { label: t("datasets.metadata"), text: metadata, onText: setMetadata, rows: 3 },
  ];
  return (
    <>
      <header className="flex items-center gap-2 border-line border-b px-4 py-2">
        <h2 className="min-w-0 truncate font-semibold text-base">{item ? item.id : t("datasets.newItem")}</h2>
        {item?.status === "ARCHIVED" && <Badge tone="warning">{t("datasets.status_ARCHIVED")}</Badge>}
        <span className="ml-auto flex gap-2">
          <Button variant="ghost" onClick={onClose}>
            {t("actions.close")}
          </Button>
          {!readOnly && item && (
            <Button
              onClick={() => change.mutate({ status: item.status === "ACTIVE" ? "ARCHIVED" : "ACTIVE" }, { onSuccess: onClose })}
            >
              {item.status === "ACTIVE" ? t("datasets.archive") : t("datasets.activate")}
            </Button>
          )}
          {!readOnly && (
            <Button variant="primary" busy={saving.isPending} disabled={input.trim() === ""} onClick={save}>
              {t("actions.save")}
            </Button>
          )}
        </span>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
        {saving.error && <Refused error={saving.error} />}
        {fields.map((field) => (
          <Field key={field.label} label={field.label}>
            {(control) => (
              <Textarea
                {...control}
                rows={field.rows}
                className="font-mono text-xs"
                readOnly={readOnly}
                value={field.text}
                onChange={(event) => field.onText(event.target.value)}
              />
            )}
          </Field>
        ))}
        <Field label={t("datasets.tags")} hint={t("datasets.tagsHint")}>
          {(control) => <Input {...control} readOnly={readOnly} value={tags} onChange={(event) => setTags(event.target.value)} />}
        </Field>
        <p className="text-faint text-xs">{t("datasets.valueHint")}</p>
        {item && <History projectId={projectId} datasetId={datasetId} itemId={item.id} />}
      </div>
    </>
  );
}

function History({ projectId, datasetId, itemId }: { projectId: string; datasetId: string; itemId: string }) {
  const t = useT();
  const versions = useQuery(itemVersionsQuery(projectId, datasetId, itemId));
  const nameOf = usePersonName(projectId);
  if (!versions.data || versions.data.length < 2) return null;
  return (
    <section>
      <h3 className="mb-2 font-semibold text-sm">{t("datasets.history")}</h3>
      <ol className="divide-y divide-line rounded-lg border border-line">
        {versions.data.map((one) => (
          <li key={one.valid_from} className="px-3 py-2 text-xs">
            <p className="text-faint">
              {nameOf(one.changed_by)} · <Moment iso={one.valid_from} form="ago" />
            </p>
            <p className="mt-0.5 break-words text-soft">
              {one.deleted ? t("states.deleted") : `${oneLine(one.input, 160)} → ${oneLine(one.expected_output, 160) || "–"}`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
