/** Fills a queue with everything that a filter of a list finds. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fieldValuesQuery, filterFieldsQuery, keysQuery } from "@/api/filter-fields";
import type { ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Problem } from "@/components/ui/problem";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { parseRange, resolveRange } from "@/lib/time-range";
import { useAddFound } from "./queries";

type Subject = "traces" | "observations" | "sessions";

export function AddFoundDialog({ projectId, queueId, onClose }: { projectId: string; queueId: string; onClose: () => void }) {
  const t = useT();
  const add = useAddFound(projectId);
  const [subject, setSubject] = useState<Subject>("traces");
  const [range, setRange] = useState(() => parseRange("7d"));
  const [filter, setFilter] = useState("");
  const { from, to } = resolveRange(range, new Date());
  const fields = useQuery(filterFieldsQuery(projectId, subject)).data ?? [];
  const problem = readFilterProblem(add.error);
  const values: ValuesQuery = ({ field, prefix, of }) =>
    of === "keys"
      ? keysQuery(projectId, field === "scores" ? "scores" : "metadata", from, to, prefix)
      : fieldValuesQuery(subject === "observations" ? subject : "traces", { projectId, from, to, field, containing: prefix });
  const submit = () =>
    add.mutate(
      { queueId, body: { subject, filter, from_time: from, to_time: to } },
      {
        onSuccess: ({ found, added }) => {
          toast.success(t("queues.added", { added: formatNumber(added, t.locale, 0), found: formatNumber(found, t.locale, 0) }));
          onClose();
        },
        onError: () => undefined,
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("queues.addFound")}
      description={t("queues.addFoundWhy")}
      className="w-[min(44rem,calc(100vw-2rem))]"
    >
      <div className="flex min-h-48 flex-col gap-4">
        <div className="flex flex-wrap gap-3">
          <Segmented
            aria-label={t("queues.subject")}
            value={subject}
            onValueChange={(next) => {
              setSubject(next);
              setFilter("");
              add.reset();
            }}
            options={[
              { value: "traces", label: t("queues.traces") },
              { value: "observations", label: t("queues.observations") },
              { value: "sessions", label: t("shell.sessions") },
            ]}
          />
          <TimeRangePicker value={range} onChange={setRange} />
        </div>
        <FilterBar
          name={`queue.${subject}`}
          value={filter}
          onChange={(next) => {
            setFilter(next);
            add.reset();
          }}
          fields={fields}
          valuesQuery={values}
          problem={problem}
          placeholder={t("queues.filterHint")}
        />
        {add.isError && !problem && <Problem>{add.error.message}</Problem>}
        <Button variant="primary" className="mt-auto self-end" busy={add.isPending} onClick={submit}>
          {t("queues.add")}
        </Button>
      </div>
    </Dialog>
  );
}
