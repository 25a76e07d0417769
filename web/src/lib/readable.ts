/** JSON as a line that people read: braces and quotes left out, `role` and `content` as "user: …". Also of JSON that was cut off. */

const TOKEN = /"((?:[^"\\]|\\.|\\$)*)("?)|([{}[\],:])|[^\s"{}[\],:]+/gs;
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "", b: "", f: "" };

/** Texts that are not JSON come back as they are. */
export function readable(text: string): string {
  if (!/^\s*[{[]/.test(text)) return text;
  const parts: string[] = [];
  let key = "";
  let last = "";
  let open = false;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, , mark] = match;
    if (mark === ":") {
      key = last;
      parts.pop();
      open = true;
      continue;
    }
    // What is inside an object or list still belongs to its key until another one comes.
    if (mark) {
      if (mark !== "{" && mark !== "[") open = false;
      continue;
    }
    last = string === undefined ? whole : unescaped(string);
    parts.push(open && key ? `${key}: ${last}` : last);
    open = false;
  }
  return withSpeakers(parts).join(" · ") || text; // nothing but braces is shown as it is
}

/** "role: user" before "content: hello" becomes "user: hello". */
function withSpeakers(parts: string[]): string[] {
  const said: string[] = [];
  for (const part of parts) {
    const speaker = /^role: (\w+)$/.exec(said.at(-1) ?? "")?.[1];
    if (speaker && part.startsWith("content: ")) said[said.length - 1] = `${speaker}: ${part.slice(9)}`;
    else said.push(part);
  }
  return said;
}

function unescaped(string: string): string {
  return string.replace(/\\(?:u([0-9a-fA-F]{4})|(.)|$)/gs, (_, hex?: string, letter?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[letter ?? ""] ?? letter ?? ""),
  );
}
