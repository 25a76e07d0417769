/** Changes one condition of a filter and leaves the rest as it was written. This is how facets and the search bar stay one. Pure. */
import { fieldName, lex, quote, quoteField, type Token, unquote } from "./lex";

/** One of the conditions that all must hold. `simple` ones are about one field and can be shown in a facet. */
export interface Term {
  start: number;
  end: number;
  text: string;
  negated: boolean;
  /** The field as written, null for free words and groups. */
  field: string | null;
  /** Values of `field:a` and `field:(a OR b)`; empty when the condition is of another shape. */
  values: string[];
  /** Bounds of `field:>1`, `field:<=5`, `field:(>1 AND <5)`. */
  min: number | null;
  max: number | null;
  simple: boolean;
}

/** The terms of a filter that is a plain AND of conditions; null when it has an OR at its top, which facets cannot show. */
export function readTerms(text: string): Term[] | null {
  const tokens = lex(text).filter((token) => token.kind !== "space");
  if (topLevel(tokens).some((token) => token.kind === "keyword" && token.text === "OR")) return null;
  const terms: Term[] = [];
  let current: Token[] = [];
  let depth = 0;
  const flush = () => {
    if (current.length > 0) terms.push(readTerm(text, current));
    current = [];
  };
  for (const token of tokens) {
    if (depth === 0 && token.kind === "keyword" && token.text === "AND") {
      flush();
      continue;
    }
    const previous = current.at(-1);
    const continues =
      previous === undefined ||
      depth > 0 ||
      previous.kind === "field" ||
      previous.kind === "operator" ||
      previous.kind === "not" ||
      (previous.kind === "keyword" && previous.text === "NOT");
    if (!continues && token.text !== ")") flush();
    if (token.text === "(" && token.kind === "bracket") depth += 1;
    if (token.text === ")" && token.kind === "bracket") depth -= 1;
    current.push(token);
  }
  flush();
  return terms;
}

function topLevel(tokens: Token[]): Token[] {
  let depth = 0;
  return tokens.filter((token) => {
    if (token.kind === "bracket") depth += token.text === "(" ? 1 : -1;
    return depth === 0;
  });
}

function readTerm(text: string, tokens: Token[]): Term {
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  let rest = tokens;
  let negated = false;
  while (rest[0] && (rest[0].kind === "not" || rest[0].text === "NOT")) {
    negated = !negated;
    rest = rest.slice(1);
  }
  const term: Term = {
    start,
    end,
    text: text.slice(start, end),
    negated,
    field: null,
    values: [],
    min: null,
    max: null,
    simple: false,
  };
  const head = rest[0];
  if (head?.kind !== "field") return term;
  term.field = fieldName(head);
  const body = rest.slice(1).filter((token) => token.kind !== "bracket");
  const words = body.filter((token) => token.kind === "value");
  const all = body.some((token) => token.kind === "keyword" && token.text === "AND");
  const comparing = body.some((token) => token.kind === "operator" && token.text !== "=");
  if (comparing) readBounds(term, body);
  else if (!all && words.length > 0 && words.every((token) => token.closed)) {
    term.values = words.map((token) => unquote(token.text));
    term.simple = true;
  }
  return term;
}

function readBounds(term: Term, body: Token[]): void {
  body.forEach((token, index) => {
    const value = Number(unquote(body[index + 1]?.text ?? ""));
    if (token.kind !== "operator" || Number.isNaN(value)) return;
    if (token.text.startsWith(">")) term.min = value;
    if (token.text.startsWith("<")) term.max = value;
  });
  term.simple = !term.negated && (term.min !== null || term.max !== null);
}

const same = (a: string, b: string) => a.toLowerCase().replace(/[_-]/g, "") === b.toLowerCase().replace(/[_-]/g, "");

/** Whether the written name means this field: itself or one of its other names. */
function isField(written: string | null, names: readonly string[]): boolean {
  return written !== null && names.some((name) => same(written, name));
}

export interface Chosen {
  included: ReadonlySet<string>;
  excluded: ReadonlySet<string>;
  min: number | null;
  max: number | null;
}

/** What a filter says about one field, in the terms of a facet. */
export function readChosen(text: string, names: readonly string[]): Chosen {
  const included = new Set<string>();
  const excluded = new Set<string>();
  let min: number | null = null;
  let max: number | null = null;
  for (const term of readTerms(text) ?? []) {
    if (!term.simple || !isField(term.field, names)) continue;
    for (const value of term.values) (term.negated ? excluded : included).add(value);
    min = term.min ?? min;
    max = term.max ?? max;
  }
  return { included, excluded, min, max };
}

function writeSet(field: string, values: readonly string[]): string {
  const written = values.map(quote);
  return `${field}:${written.length === 1 ? written[0] : `(${written.join(" OR ")})`}`;
}

/** The filter with the facet-like conditions on a field replaced. Other conditions keep their place and their writing. */
function replaceField(text: string, names: readonly string[], written: string[], which: (term: Term) => boolean): string {
  const terms = readTerms(text);
  if (terms === null) return [`(${text.trim()})`, ...written].join(" ");
  const kept: string[] = [];
  let placed = false;
  for (const term of terms) {
    if (!(term.simple && isField(term.field, names) && which(term))) {
      kept.push(term.text);
      continue;
    }
    if (!placed) kept.push(...written);
    placed = true;
  }
  if (!placed) kept.push(...written);
  return kept.join(" ");
}

/** Chooses exactly these values of a field, and excludes exactly those. */
export function writeValues(
  text: string,
  names: readonly string[],
  included: Iterable<string>,
  excluded: Iterable<string> = [],
): string {
  const field = names[0] ?? "";
  const [yes, no] = [[...included], [...excluded]];
  const written = [...(yes.length > 0 ? [writeSet(field, yes)] : []), ...(no.length > 0 ? [`-${writeSet(field, no)}`] : [])];
  return replaceField(text, names, written, (term) => term.values.length > 0);
}

/** Bounds a field from below and above; null takes a bound away. */
export function writeRange(text: string, names: readonly string[], min: number | null, max: number | null): string {
  const field = names[0] ?? "";
  const bounds = [...(min === null ? [] : [`>=${min}`]), ...(max === null ? [] : [`<=${max}`])];
  const written =
    bounds.length === 0 ? [] : [bounds.length === 1 ? `${field}:${bounds[0]}` : `${field}:(${bounds.join(" AND ")})`];
  return replaceField(text, names, written, (term) => term.min !== null || term.max !== null);
}

/** The filter with one more condition, which is what "filter by this value" does. */
export function addTerm(text: string, term: string): string {
  const terms = readTerms(text);
  if (terms === null) return `(${text.trim()}) ${term}`;
  return terms.some((one) => one.text === term) ? text : [...terms.map((one) => one.text), term].join(" ");
}

/** The filter without the condition that is written exactly so. */
export function removeTerm(text: string, term: string): string {
  const terms = readTerms(text);
  return terms === null
    ? text
    : terms
        .filter((one) => one.text !== term)
        .map((one) => one.text)
        .join(" ");
}

/** A key inside a field as it is written, then under the field's other names: what `readChosen` and `writeValues` take. */
export function keyNames(names: readonly string[], key: string): string[] {
  return [quoteField(names[0] ?? "", key), ...names.map((name) => `${name}.${key}`)];
}

/** The keys inside a field that the filter asks about, each once: `metadata.region:eu has:metadata.plan` → region, plan. */
export function keysInUse(text: string, names: readonly string[]): string[] {
  const written = (readTerms(text) ?? []).flatMap((term) => {
    if (!term.simple || term.field === null) return [];
    return isField(term.field, ["has"]) ? term.values : [term.field];
  });
  const keys = written.flatMap((path) => {
    const dot = path.indexOf(".");
    return dot > 0 && isField(path.slice(0, dot), names) ? [path.slice(dot + 1)] : [];
  });
  return [...new Set(keys)];
}

/** The filter without its facet-like conditions on a field and on the keys inside it. */
export function withoutField(text: string, names: readonly string[]): string {
  const plain = writeRange(writeValues(text, names, []), names, null, null);
  return keysInUse(plain, names).reduce((left, key) => {
    const inside = keyNames(names, key);
    const without = writeRange(writeValues(left, inside, []), inside, null, null);
    return names.reduce((rest, name) => removeTerm(rest, `has:${quoteField(name, key)}`), without);
  }, plain);
}
