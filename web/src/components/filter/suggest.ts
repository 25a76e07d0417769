/** What could stand at the caret of a half-written filter. Pure; values of fields come from elsewhere. */
import { type FilterField, findField, NUMBER_KINDS } from "./fields";
import { fieldName, lex, unquote } from "./lex";

/** The part of the text that a suggestion replaces, and what is wanted there. */
export type CaretContext =
  | { kind: "term"; start: number; end: number; prefix: string }
  | { kind: "key"; start: number; end: number; prefix: string; field: FilterField }
  | { kind: "value"; start: number; end: number; prefix: string; field: FilterField; key: string };

export function contextAt(text: string, caret: number, fields: readonly FilterField[]): CaretContext {
  const tokens = lex(text);
  const at = tokens.findLast((token) => token.start < caret && token.end >= caret && token.kind !== "space");
  if (!at || at.kind === "bracket" || at.kind === "not") {
    const inside = at?.text === "(" ? valueField(text, at.start, fields) : null;
    return inside
      ? { kind: "value", start: caret, end: caret, prefix: "", ...inside }
      : { kind: "term", start: caret, end: caret, prefix: "" };
  }
  if (at.kind === "field" || at.kind === "operator" || at.kind === "value") {
    const known = valueField(text, at.kind === "field" ? at.end : at.start, fields);
    const start = at.kind === "value" ? at.start : at.end;
    if (known && (at.kind !== "field" || caret === at.end)) {
      return { kind: "value", start, end: at.end, prefix: unquote(text.slice(start, caret)), ...known };
    }
  }
  const prefix = text.slice(at.start, caret);
  const keyed = prefix.includes(".") ? findField(fields, prefix) : null;
  if (keyed && (keyed.field.kind === "metadata" || keyed.field.kind === "scores" || keyed.field.kind === "numbers")) {
    return { kind: "key", start: at.start, end: at.end, prefix: unquote(keyed.key), field: keyed.field };
  }
  return { kind: "term", start: at.start, end: at.end, prefix };
}

/** The field whose value is written at `position`, looking back through a set. */
function valueField(text: string, position: number, fields: readonly FilterField[]): { field: FilterField; key: string } | null {
  const before = lex(text.slice(0, position)).filter((token) => token.kind !== "space");
  let depth = 0;
  for (const token of before.reverse()) {
    if (token.text === ")" && token.kind === "bracket") depth += 1;
    else if (token.text === "(" && token.kind === "bracket") depth -= 1;
    else if (token.kind === "field" && depth <= 0) return findField(fields, fieldName(token));
  }
  return null;
}

/** Fields whose name, other names or label begin with, or contain, what was typed; beginnings first. */
export function matchingFields(fields: readonly FilterField[], prefix: string): FilterField[] {
  const wanted = prefix.toLowerCase();
  const names = (field: FilterField) => [field.name, ...field.aliases, field.label].map((name) => name.toLowerCase());
  const begins = fields.filter((field) => names(field).some((name) => name.startsWith(wanted)));
  const contains = fields.filter((field) => !begins.includes(field) && names(field).some((name) => name.includes(wanted)));
  return [...begins, ...contains];
}

/** Comparisons worth offering before a number is typed. */
export function comparisons(field: FilterField): string[] {
  if (field.kind === "duration") return [">1", ">5", ">10", "<1"];
  if (field.kind === "money") return [">0.01", ">0.1", ">1"];
  if (field.kind === "time") return [">-1h", ">-1d", ">-7d"];
  if (NUMBER_KINDS.has(field.kind)) return [">0", ">=1", "<1"];
  return [];
}
