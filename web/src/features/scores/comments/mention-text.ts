/** Mentions in the words of a comment: kept as `@[Name](user:ID)`, typed and shown as `@Name`. */

export interface Mentionable {
  id: string;
  /** Unlike that of everybody else. */
  name: string;
  email: string;
}

/** Words being typed: `@Name` stands for the user of that name whom `picked` holds. */
export interface Draft {
  text: string;
  picked: ReadonlyMap<string, string>;
}

export type Part = { text: string } | { userId: string; name: string };
export type NameOf = (userId: string) => string | undefined;

export const NO_DRAFT: Draft = { text: "", picked: new Map() };

const MENTION = /@\[([^[\]\n]+)\]\(user:([\w-]+)\)/g;
/** A mention that begins: an @ that is no part of an address, and what stands between it and the caret. */
const BEGUN = /(?<![\w.+-])@([^\s@[\]()]{0,40})$/u;

export function readParts(content: string, nameOf: NameOf): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of content.matchAll(MENTION)) {
    const [whole, name = "", userId = ""] = match;
    if (match.index > end) parts.push({ text: content.slice(end, match.index) });
    parts.push({ userId, name: nameOf(userId) ?? name });
    end = match.index + whole.length;
  }
  if (end < content.length) parts.push({ text: content.slice(end) });
  return parts;
}

export function toDraft(content: string, nameOf: NameOf): Draft {
  const picked = new Map<string, string>();
  const text = readParts(content, nameOf).map((part) => {
    if ("text" in part) return part.text;
    picked.set(part.name, part.userId);
    return `@${part.name}`;
  });
  return { text: text.join(""), picked };
}

export function toContent({ text, picked }: Draft): string {
  // Longer names first: "Ann" must not take the place of "Ann Lee".
  const names = [...picked.keys()].sort((one, other) => other.length - one.length);
  if (names.length === 0) return text.trim();
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const written = new RegExp(`@(${escaped.join("|")})(?!\\w)`, "g");
  return text.replace(written, (_, name: string) => `@[${name}](user:${picked.get(name)})`).trim();
}

/** Where the mention at the caret begins and what of the name is there; null without one. */
export function begunMention(text: string, caret: number): { start: number; typed: string } | null {
  const typed = BEGUN.exec(text.slice(0, caret))?.[1];
  return typed === undefined ? null : { start: caret - typed.length - 1, typed };
}

/** Those of whose name or address a word begins so. */
export function matching(members: readonly Mentionable[], typed: string): Mentionable[] {
  const sought = typed.toLowerCase();
  return members.filter(({ name, email }) =>
    [name, ...name.split(/\s+/), email].some((word) => word.toLowerCase().startsWith(sought)),
  );
}

/** Everybody by a name that no other has and that can stand in a mention. */
export function toMentionable(people: readonly { user_id: string; name: string; email: string }[]): Mentionable[] {
  const shown = people.map((one) => ({
    id: one.user_id,
    name: (one.name || one.email).replace(/[[\]\n]/g, ""),
    email: one.email,
  }));
  return shown.map((one) =>
    shown.some((other) => other.id !== one.id && other.name === one.name) ? { ...one, name: `${one.name} (${one.email})` } : one,
  );
}
