/** A trace as plain text, step by step in order of time: to paste into a ticket or to search with other tools. Pure. */
import { formatDuration } from "@/lib/format";
import type { LogEntry } from "../queries";
import { isCut } from "../read-whole";

/** `origin` is when the trace began, ISO 8601. */
export function logText(steps: readonly LogEntry[], origin: string): string {
  const begun = new Date(origin).getTime();
  return steps.map((step) => stepText(step, begun)).join("\n");
}

function stepText(step: LogEntry, begun: number): string {
  const start = new Date(step.start_time).getTime();
  const length = step.end_time ? formatDuration(new Date(step.end_time).getTime() - start) : "";
  const title = [`+${formatDuration(start - begun)}`, step.type, step.name, step.model, length].filter(Boolean).join("  ");
  const level = step.level === "DEFAULT" || step.level === "" ? "" : `  [${step.level}]`;
  return `${title}${level}\n${block("status", step.status_message)}${side(step, "input")}${side(step, "output")}`;
}

function side(step: LogEntry, name: "input" | "output"): string {
  const rest = isCut(step, name) ? `\n… (${step[name].length} of ${step[`${name}_length`]} characters)` : "";
  return block(name, step[name] && step[name] + rest);
}

function block(label: string, text: string): string {
  return text ? `  ${label}:\n${text.replace(/^/gm, "    ")}\n` : "";
}
