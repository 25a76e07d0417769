/** Stating what one call really cost, with a note, or taking that back. Stands below the explanation of its cost. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";

interface CorrectCostProps {
  projectId: string;
  traceId: string;
  observationId: string;
  /** Whether the cost shown is a correction, which can be taken back. */
  corrected: boolean;
}

function useCorrectCost({ projectId, traceId, observationId }: CorrectCostProps) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ total, note }: { total: string | null; note: string }) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/costs/observations/{observation_id}/correction", {
          params: { path: { project_id: projectId, observation_id: observationId } },
          body: { trace_id: traceId, cost: total === null ? null : { total }, note },
        }),
      ),
    // Costs stand in lists, trees, sums and charts: all of the project is read again.
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
}

const isAmount = (text: string) => /^(\d+(\.\d*)?|\.\d+)$/.test(text.trim());

export function CorrectCost(props: CorrectCostProps) {
  const t = useT();
  const correct = useCorrectCost(props);
  const [open, setOpen] = useState(false);
  const [total, setTotal] = useState("");
  const [note, setNote] = useState("");
  const ready = note.trim() !== "";
  const send = (amount: string | null) =>
    correct.mutate(
      { total: amount, note: note.trim() },
      {
        onSuccess: () => {
          toast.success(amount === null ? t("costs.correctionTakenBack") : t("costs.corrected"));
          setOpen(false);
          setTotal("");
          setNote("");
        },
        onError: () => undefined,
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isAmount(total) && ready) send(total.trim());
  };
  if (!open)
    return (
      <Button size="sm" variant="ghost" className="self-start" onClick={() => setOpen(true)}>
        {props.corrected ? t("costs.correctAgain") : t("costs.correct")}
      </Button>
    );
  return (
    <form className="flex flex-col gap-2 border-line border-t pt-3" onSubmit={submit}>
      <Field label={t("costs.realCost")}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            inputMode="decimal"
            className="tabular"
            value={total}
            onChange={(event) => setTotal(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("costs.correctionNote")} error={correct.isError ? correct.error.message : undefined}>
        {(control) => <Input {...control} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      <div className="flex justify-end gap-2">
        {props.corrected && (
          <Button size="sm" busy={correct.isPending} disabled={!ready} onClick={() => send(null)}>
            {t("costs.takeBack")}
          </Button>
        )}
        <Button type="submit" size="sm" variant="primary" busy={correct.isPending} disabled={!isAmount(total) || !ready}>
          {t("costs.correct")}
        </Button>
      </div>
    </form>
  );
}
