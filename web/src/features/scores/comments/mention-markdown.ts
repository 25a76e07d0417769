/** Mentions in the Markdown of a comment: taken out before it is parsed, so that no name is read as Markdown, and put back as marks. */
import { replaceTexts, type TreeNode } from "@/components/markdown/tree-node";
import { type NameOf, readParts } from "./mention-text";

/** Characters of nobody's alphabet, around the number of a mention. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const PLACES = new RegExp(`${OPEN}(\\d+)${CLOSE}`, "g");
const PIECES = new RegExp(`(${OPEN}\\d+${CLOSE})`);
const TEXTS = ["value", "url", "title", "alt"] as const;

export interface MentionedText {
  /** The words with a place for each mention. */
  text: string;
  plugin: () => (tree: TreeNode) => void;
}

export function withMentions(content: string, nameOf: NameOf): MentionedText {
  const names: string[] = [];
  const clean = content.replaceAll(OPEN, "").replaceAll(CLOSE, "");
  const text = readParts(clean, nameOf).map((part) => {
    if ("text" in part) return part.text;
    names.push(`@${part.name}`);
    return `${OPEN}${names.length - 1}${CLOSE}`;
  });
  return { text: text.join(""), plugin: () => (tree) => putBack(tree, names) };
}

function putBack(tree: TreeNode, names: readonly string[]): void {
  const nameAt = (place: string) => names[Number(place)] ?? "";
  replaceTexts(tree, (text) =>
    text.split(PIECES).map((piece): TreeNode => {
      if (!piece.startsWith(OPEN)) return { type: "text", value: piece };
      return { type: "mention", data: { hName: "mark" }, children: [{ type: "text", value: nameAt(piece.slice(1, -1)) }] };
    }),
  );
  fillTexts(tree, nameAt);
}

/** In code and addresses there are no marks, only names. */
function fillTexts(node: TreeNode, nameAt: (place: string) => string): void {
  for (const key of TEXTS) {
    const text = node[key];
    if (text) node[key] = text.replace(PLACES, (_, place: string) => nameAt(place));
  }
  for (const child of node.children ?? []) fillTexts(child, nameAt);
}
