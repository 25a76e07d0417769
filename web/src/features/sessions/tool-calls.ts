/** The tools that were called in a turn: as steps of their own where there are such, else as the model asked for them. Pure. */
import type { Step } from "./queries";

export interface ToolCall {
  key: string;
  name: string;
  args: string;
  /** Null when only the model's wish is known, not what came of it. */
  result: string | null;
  failed: boolean;
  latency_ms: number | null;
  /** The step that it is read from. */
  stepId: string;
}

type CallStep = Pick<Step, "id" | "type" | "name" | "level" | "latency_ms" | "tool_calls"> & {
  input: { text: string };
  output: { text: string };
};

/** In order of their steps. A wish of the model that a step of the same name answers is not shown twice. */
export function toolCalls(steps: readonly CallStep[]): ToolCall[] {
  const answered = new Map<string, number>();
  for (const step of steps) if (step.type === "TOOL") answered.set(step.name, (answered.get(step.name) ?? 0) + 1);
  return steps.flatMap((step) => {
    if (step.type === "TOOL") return [ofStep(step)];
    return step.tool_calls.flatMap((call, index) => {
      const wish = readWish(call);
      const left = answered.get(wish.name) ?? 0;
      if (left > 0) {
        answered.set(wish.name, left - 1);
        return [];
      }
      return [{ ...wish, key: `${step.id}:${index}`, result: null, failed: false, latency_ms: null, stepId: step.id }];
    });
  });
}

function ofStep(step: CallStep): ToolCall {
  const { id, name, latency_ms } = step;
  return {
    key: id,
    name,
    args: step.input.text,
    result: step.output.text,
    failed: step.level === "ERROR",
    latency_ms,
    stepId: id,
  };
}

function readWish(call: unknown): { name: string; args: string } {
  const { name, args, ...rest } = typeof call === "object" && call !== null ? (call as Record<string, unknown>) : {};
  const inner = rest.function as Record<string, unknown> | undefined;
  const given = rest.arguments ?? args ?? inner?.arguments ?? inner?.args ?? rest.input ?? "";
  return { name: String(name ?? inner?.name ?? ""), args: typeof given === "string" ? given : JSON.stringify(given) };
}
