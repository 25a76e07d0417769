/** Headers as people write them: one `name: value` a line. */

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** The headers by name, null for none, or `malformed` when a line is no header. */
export function readHeaders(text: string): Record<string, string> | null | "malformed" {
  const lines = text.split("\n").map((line) => line.trim());
  const headers: Record<string, string> = {};
  for (const line of lines.filter((one) => one !== "")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || !NAME.test(name)) return "malformed";
    headers[name] = line.slice(colon + 1).trim();
  }
  return Object.keys(headers).length === 0 ? null : headers;
}
