/** Media that SDKs uploaded beside a trace: `@@@langfuseMedia:type=image/png|id=…|source=…@@@` in place of the bytes. Pure. */

const TOKEN = /@@@langfuseMedia:type=([^|@]+)\|id=([^|@]+)\|source=([^@]+)@@@/g;

export interface MediaToken {
  type: string;
  id: string;
}

/** A text that is nothing but a token. */
export function wholeToken(text: string): MediaToken | null {
  const found = [...text.trim().matchAll(TOKEN)];
  if (found.length !== 1 || found[0]?.[0] !== text.trim()) return null;
  return { type: found[0]?.[1] ?? "", id: found[0]?.[2] ?? "" };
}

/** A text cut at its tokens, in order. */
export function splitTokens(text: string): (string | MediaToken)[] {
  const pieces: (string | MediaToken)[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push({ type: match[1] ?? "", id: match[2] ?? "" });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** Links that may be followed: web addresses and mail; never `javascript:` or `data:`. */
export function safeHref(href: string | null | undefined): string | undefined {
  if (!href) return undefined;
  try {
    const url = new URL(href, "https://relative.invalid");
    return ["http:", "https:", "mailto:"].includes(url.protocol) && url.hostname !== "relative.invalid" ? href : undefined;
  } catch {
    return undefined;
  }
}

/** Inline images and sounds: data of those types only. Nothing is loaded from other hosts by looking at a trace. */
export function inlineSource(url: string, family: "image" | "audio" | "video"): string | undefined {
  return url.startsWith(`data:${family}/`) ? url : undefined;
}
