/** An evaluator as it stands in the editor, and what the server takes of it. Pure. */
import {
  type Content,
  type EvaluatorVersion,
  type LibraryEntry,
  type Output,
  SOURCES,
  type VariableMapping,
  type VariableSource,
} from "../queries";

export type Draft = {
  name: string;
  description: string;
  content: Content;
  mapping: VariableMapping;
  libraryKey: string;
};

export const NUMERIC: Output = {
  data_type: "NUMERIC",
  score_description: "",
  reasoning_description: "",
  minimum: 0,
  maximum: 1,
  categories: [],
  allow_multiple: false,
};

export const EMPTY: Record<Content["kind"], Content> = {
  judge: {
    kind: "judge",
    messages: [{ role: "user", content: "Question:\n<input>\n{{input}}\n</input>\n\nAnswer:\n<output>\n{{output}}\n</output>" }],
    model: null,
    parameters: {},
    output: NUMERIC,
  },
  code: { kind: "code", source: "def evaluate(ctx):\n    return len(str(ctx.output)) < 500\n" },
  check: { kind: "check", check: "contains", parameters: { texts: ["…"], match: "all", ignore_case: true } },
};

export function newDraft(entry: LibraryEntry | undefined): Draft {
  if (!entry) return { name: "", description: "", content: EMPTY.judge, mapping: {}, libraryKey: "" };
  const content: Content = { kind: "judge", messages: entry.messages, model: null, parameters: {}, output: entry.output };
  return { name: entry.name, description: entry.summary, content, mapping: entry.mapping, libraryKey: entry.key };
}

export function draftOf(name: string, description: string, version: EvaluatorVersion): Draft {
  return { name, description, content: version.content, mapping: version.mapping, libraryKey: "" };
}

const VARIABLE = /\{\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}/g;

/** The variables that need a source, each once, in reading order. */
export function variablesOf(content: Content): string[] {
  if (content.kind === "check") return ["value", "expected"];
  if (content.kind === "code") return [];
  const found = content.messages.flatMap((message) => [...message.content.matchAll(VARIABLE)].map((match) => match[1] ?? ""));
  return [...new Set(found)];
}

const SAME_NAME: ReadonlySet<string> = new Set(SOURCES);

/** Where a variable comes from: what was chosen, else the source of its name. */
export function sourceOf(content: Content, mapping: VariableMapping, name: string): VariableSource {
  const chosen = mapping[name];
  if (chosen) return chosen;
  if (content.kind === "check") return { source: name === "expected" ? "expected_output" : "output", path: "" };
  return { source: SAME_NAME.has(name) ? (name as VariableSource["source"]) : "output", path: "" };
}

/** The mapping for exactly the variables there are. */
export function wholeMapping(content: Content, mapping: VariableMapping): VariableMapping {
  return Object.fromEntries(variablesOf(content).map((name) => [name, sourceOf(content, mapping, name)]));
}
