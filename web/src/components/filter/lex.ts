/** Cuts a filter into coloured pieces, as the server's lexer does, but never fails: half-written text has tokens too. Pure. */

export type TokenKind = "field" | "operator" | "value" | "word" | "keyword" | "not" | "bracket" | "space";

export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  text: string;
  /** False while a quote is open. */
  closed: boolean;
}

const SPACE = /[ \t\r\n\u3000]/;
const STOP = /[ \t\r\n\u3000()]/;
const OPERATORS = [">=", "<=", ">", "<", "="];

export function lex(text: string): Token[] {
  const lexer = new Lexer(text);
  while (lexer.position < text.length) lexer.step();
  return lexer.tokens;
}

class Lexer {
  readonly tokens: Token[] = [];
  position = 0;
  /** For each open bracket, whether it is a set of values. */
  private readonly sets: boolean[] = [];

  constructor(private readonly text: string) {}

  step(): void {
    const char = this.text[this.position] ?? "";
    if (SPACE.test(char)) this.space();
    else if (char === "(" || char === ")") this.bracket(char);
    else if (this.inValue()) this.value();
    else if (char === "-" && /[^\s\u3000)]/.test(this.text[this.position + 1] ?? "")) this.push("not", this.position + 1);
    else this.term();
  }

  private push(kind: TokenKind, end: number, closed = true): void {
    this.tokens.push({ kind, start: this.position, end, text: this.text.slice(this.position, end), closed });
    this.position = end;
  }

  private awaitsValue(): boolean {
    const last = this.tokens.at(-1)?.kind;
    return last === "field" || last === "operator";
  }

  private inValue(): boolean {
    return this.awaitsValue() || this.sets.at(-1) === true;
  }

  private space(): void {
    let end = this.position;
    while (SPACE.test(this.text[end] ?? "")) end += 1;
    this.push("space", end);
  }

  private bracket(char: string): void {
    if (char === "(") this.sets.push(this.inValue());
    else this.sets.pop();
    this.push("bracket", this.position + 1);
  }

  private value(): void {
    const operator = OPERATORS.find((one) => this.text.startsWith(one, this.position));
    if (operator && this.tokens.at(-1)?.kind !== "operator") {
      this.push("operator", this.position + operator.length);
      return;
    }
    const word = readWord(this.text, this.position, false);
    this.push(this.isKeyword(word.end) ? "keyword" : "value", word.end, word.closed);
  }

  private term(): void {
    const word = readWord(this.text, this.position, true);
    if (word.colon) this.push("field", word.end + 1, word.closed);
    else this.push(this.isKeyword(word.end) ? "keyword" : "word", word.end, word.closed);
  }

  private isKeyword(end: number): boolean {
    return /^(AND|OR|NOT)$/.test(this.text.slice(this.position, end));
  }
}

function readWord(text: string, start: number, stopAtColon: boolean): { end: number; colon: boolean; closed: boolean } {
  let position = start;
  while (position < text.length) {
    const char = text[position] ?? "";
    if (char === '"') {
      const close = closingQuote(text, position);
      if (close < 0) return { end: text.length, colon: false, closed: false };
      position = close + 1;
    } else if (STOP.test(char)) break;
    else if (char === ":" && stopAtColon) return { end: position, colon: true, closed: true };
    else position += 1;
  }
  return { end: position, colon: false, closed: true };
}

function closingQuote(text: string, open: number): number {
  for (let position = open + 1; position < text.length; position += 1) {
    if (text[position] === "\\") position += 1;
    else if (text[position] === '"') return position;
  }
  return -1;
}

/** The name of a field token without its colon and quotes: `metadata."my key":` is `metadata.my key`. */
export function fieldName(token: Token): string {
  return unquote(token.text.replace(/:$/, ""));
}

/** What a value stands for, its quotes taken off. */
export function unquote(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"?/g, (_whole, inner: string) => inner.replace(/\\(["\\])/g, "$1"));
}

/** A value as it must be written after `field:`. */
export function quote(value: string): string {
  const needed = value === "" || /[\s\u3000()"*:]/.test(value) || /^(AND|OR|NOT)$/.test(value) || /^[<>=]/.test(value);
  return needed ? `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"` : value;
}

/** A field with a key inside it, `metadata` and `my.key` → `metadata."my.key"` is not needed: dots part the path. */
export function quoteField(name: string, key = ""): string {
  return key === ""
    ? name
    : `${name}.${/[\s\u3000()"*:]/.test(key) ? `"${key.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"` : key}`;
}
