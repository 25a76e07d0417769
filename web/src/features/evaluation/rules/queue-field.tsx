/** The annotation queue that gets what a rule draws, for people to look at: instead of evaluators or beside them. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { queuesToFillQuery } from "./rule-queries";

interface QueueFieldProps {
  projectId: string;
  /** Empty: none. */
  queueId: string;
  onQueue: (queueId: string) => void;
}

const NONE = "-";

export function QueueField({ projectId, queueId, onQueue }: QueueFieldProps) {
  const t = useT();
  const queues = useQuery(queuesToFillQuery(projectId));
  const known = queues.data ?? [];
  const gone = queueId !== "" && queues.isSuccess && !known.some((one) => one.id === queueId);
  return (
    <Field
      label={t("evaluation.queue")}
      hint={t("evaluation.queueHint")}
      error={gone ? t("evaluation.queueGone") : queues.error?.message}
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-3">
          <Select
            id={control.id}
            className="min-w-56 max-w-full"
            value={queueId || NONE}
            onValueChange={(next) => onQueue(next === NONE ? "" : next)}
            options={[
              { value: NONE, label: t("evaluation.noQueue") },
              ...known.map((one) => ({ value: one.id, label: one.name })),
              ...(gone ? [{ value: queueId, label: queueId }] : []),
            ]}
          />
          <Link to="/projects/$projectId/queues" params={{ projectId }} className="text-accent-text text-sm hover:underline">
            {t("queues.queues")}
          </Link>
        </div>
      )}
    </Field>
  );
}

/** Its name, where a rule fills one. */
export function QueueName({ projectId, queueId }: { projectId: string; queueId: string }) {
  const t = useT();
  const queues = useQuery(queuesToFillQuery(projectId));
  const queue = queues.data?.find((one) => one.id === queueId);
  return (
    <Link
      to="/projects/$projectId/queues/$queueId"
      params={{ projectId, queueId }}
      className="relative z-10 truncate hover:underline"
      title={t("evaluation.queue")}
    >
      → {queue?.name ?? queueId}
    </Link>
  );
}
