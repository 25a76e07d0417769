/** Lines of people's own words stay lines, though Markdown would join them. */
import { replaceTexts, type TreeNode } from "./tree-node";

export const keepLines = () => (tree: TreeNode) =>
  replaceTexts(tree, (text) =>
    text.split(/(\n)/).map((piece) => (piece === "\n" ? { type: "break" } : { type: "text", value: piece })),
  );
