/** What the queries of evaluators, rules and executions share: shapes, keys, and what a change reads anew. */
import { type SHOWN_BY_FORM, useChange } from "@/api/change";
import type { components } from "@/api/schema.gen";

export type Schemas = components["schemas"];
export type Evaluator = Schemas["EvaluatorOut"];
export type EvaluatorVersion = Schemas["EvaluatorVersionOut"];
export type Content = EvaluatorVersion["content"];
export type JudgeContent = Schemas["JudgeContent"];
export type Output = Schemas["OutputDefinition"];
export type VariableSource = Schemas["VariableSource"];
export type VariableMapping = Record<string, VariableSource>;
export type LibraryEntry = Schemas["LibraryEntryOut"];
export type TestTarget = Schemas["EvaluationTargetIn"];
export type TestResult = Schemas["EvaluatorTestOut"];
export type Rule = Schemas["EvaluationRuleOut"];
export type RuleBody = Schemas["EvaluationRuleIn"];
export type TargetKind = Rule["target"];
export type Execution = Schemas["EvaluationExecutionOut"];
export type ExecutionState = Execution["state"];
export type WhyNot = Schemas["WhyNotOut"];
export type RecentRow = Pick<
  Schemas["ListedObservation"],
  "id" | "name" | "type" | "start_time" | "input_preview" | "trace_id" | "session_id"
>;
export type Preview = Schemas["EvaluationPreviewOut"];

export const TARGETS = ["observation", "trace", "session", "experiment_item"] as const;
export const STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;
export const SOURCES = [
  "input",
  "output",
  "metadata",
  "tool_calls",
  "expected_output",
  "item_metadata",
  "trace",
  "session",
] as const satisfies readonly VariableSource["source"][];
export const POLL_MS = 2000;
export const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "evaluation", ...rest];
export const at = (projectId: string) => ({ path: { project_id: projectId } });

export function useEvaluationChange<Input, Output>(
  projectId: string,
  change: (input: Input) => Promise<Output>,
  failure: Partial<typeof SHOWN_BY_FORM> = {},
) {
  return useChange(key(projectId), change, failure);
}
