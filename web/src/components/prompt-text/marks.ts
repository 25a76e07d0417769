/** Where variables (`{{name}}`) and references to other prompts stand in a text. Pure. */

export type Piece = { kind: "plain" | "variable" | "reference"; text: string };

const MARKS = /@@@langfusePrompt:(.*?)@@@|\{\{\s*([^{}]+?)\s*\}\}/g;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Cuts a text where variables (`{{name}}`) and references to other prompts stand. The pieces add up to the text. */
export function cutMarks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const isVariable = match[2] !== undefined && VARIABLE_NAME.test(match[2]);
    if (match[2] !== undefined && !isVariable) continue;
    if (match.index > end) pieces.push({ kind: "plain", text: text.slice(end, match.index) });
    pieces.push({ kind: isVariable ? "variable" : "reference", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: "plain", text: text.slice(end) });
  return pieces;
}

/** The names of the variables in some texts in order of appearance, each once. */
export function variablesInTexts(texts: readonly string[]): string[] {
  const names = texts
    .flatMap(cutMarks)
    .filter((piece) => piece.kind === "variable")
    .map((piece) => piece.text.slice(2, -2).trim());
  return [...new Set(names)];
}

/** Whether a text refers to another prompt, whose text the server puts in its place. */
export function hasReference(text: string): boolean {
  return cutMarks(text).some((piece) => piece.kind === "reference");
}
