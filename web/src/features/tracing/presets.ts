/** Searches that many need, ready to be chosen. */
// biome-ignore-all format: the lists of facets are read as lists
import type { PlainKey } from "@/i18n";
import type { Subject } from "./queries";

interface Preset {
  label: PlainKey;
  filter: string;
  rows: Subject;
}

export const PRESETS: readonly Preset[] = [
  { label: "tracing.presetErrors", filter: "level:ERROR", rows: "observations" },
  { label: "tracing.presetWarnings", filter: "level:(WARNING OR ERROR)", rows: "observations" },
  { label: "tracing.presetFailedTraces", filter: "error_count:>0", rows: "traces" },
  { label: "tracing.presetOutputs", filter: "type:GENERATION has:output", rows: "observations" },
  { label: "tracing.presetMissedTools", filter: "type:GENERATION has:available_tools -has:tools", rows: "observations" },
  { label: "tracing.presetSlow", filter: "latency:>10", rows: "traces" },
  { label: "tracing.presetSlowGenerations", filter: "type:GENERATION latency:>5", rows: "observations" },
  { label: "tracing.presetExpensive", filter: "total_cost:>1", rows: "traces" },
  { label: "tracing.presetLong", filter: "total_tokens:>50000", rows: "traces" },
];

/** Facets of each table in the order in which they are offered. */
export const FACETS: Record<Subject, readonly string[]> = {
  traces: [
    "environment", "name", "level", "tags", "scores", "comments", "comment", "user_id", "session_id", "metadata", "latency", "total_cost", "input_cost",
    "output_cost", "total_tokens", "input_tokens", "output_tokens", "observation_count", "error_count", "type", "model", "prompt_name",
    "tools", "available_tools", "tool_calls", "tool_definitions", "time_to_first_token", "status_message", "release", "version",
    "bookmarked", "id", "observation_name", "model_id", "sdk_name", "sdk_version", "source", "dialect", "key_id", "experiment_name",
    "experiment_id", "experiment_dataset_id",
  ],
  observations: [
    "environment", "type", "level", "name", "model", "trace_name", "scores", "comments", "comment", "is_root", "tags", "metadata", "latency",
    "time_to_first_token", "total_cost", "input_cost", "output_cost", "input_tokens", "output_tokens", "total_tokens", "prompt_name",
    "tools", "available_tools", "tool_calls", "tool_definitions", "status_message", "user_id", "session_id", "trace_id", "release",
    "version", "model_id", "sdk_name", "sdk_version", "source", "dialect", "key_id", "experiment_name", "experiment_id",
    "experiment_dataset_id",
  ],
};

export const OPEN_FACETS: Record<Subject, readonly string[]> = {
  traces: ["environment", "name", "level", "tags"],
  observations: ["environment", "type", "level", "name", "model"],
};
