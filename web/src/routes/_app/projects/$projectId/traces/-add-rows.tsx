/** What other features do with chosen rows: put together from several features, and loaded when rows are chosen. */
import { AddToDatasetButton, rowsOf } from "@/features/datasets/add-button";
import { EvaluateButton, rowsToEvaluate } from "@/features/evaluation/runs/evaluate-button";
import { AddToQueue, queueTargetOfRows } from "@/features/queues/add-to-queue";
import type { BulkTarget } from "@/features/tracing/bulk-target";

export function AddRows({ projectId, target, onDone }: { projectId: string; target: BulkTarget; onDone: () => void }) {
  return (
    <>
      <AddToDatasetButton projectId={projectId} chosen={() => rowsOf(target)} onDone={onDone} />
      <AddToQueue projectId={projectId} target={queueTargetOfRows(target)} onDone={onDone} labelled />
      <EvaluateButton projectId={projectId} rows={() => rowsToEvaluate(target)} onDone={onDone} />
    </>
  );
}
